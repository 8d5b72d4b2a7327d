import type { ExperimentState } from "@attune/engine/runtime/experiments";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { registeredMetrics } from "../report/registered-metrics.ts";
import { runReport } from "../report/run-report.ts";
import {
  experimentAnswer,
  experimentRunAnswer,
  experimentsAnswer,
  runReportAnswer,
} from "../schema/experiment-answers.ts";
import { idParams } from "../schema/words.ts";

const by = Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Who asks; it is kept." }));
const reason = Type.Optional(Type.String({ minLength: 1, maxLength: 1000 }));
const nameId = Type.String({ minLength: 1, maxLength: 100 });

const startBody = Type.Object({ by }, { additionalProperties: false });
const stopBody = Type.Object({ by, reason }, { additionalProperties: false });
const shipBody = Type.Object(
  {
    by,
    reason,
    variant: nameId,
    holdout: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 0.5,
        description: "Share of people who get the control from now on, in an experiment of their own, `<id>-holdout`.",
      }),
    ),
  },
  { additionalProperties: false },
);
const rampBody = Type.Object(
  { by, ramp: Type.Number({ exclusiveMinimum: 0, maximum: 1 }) },
  { additionalProperties: false },
);
const reportQuery = Type.Object({ by });

interface ById {
  Params: { id: string };
}

/** Experiments on the variants of tactics: what is declared, what runs, and what it has shown. */
export function experimentRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["decide"];
  const answered = { 200: experimentRunAnswer };

  app.get(
    "/v1/experiments",
    { config: { needs: "read" }, schema: { tags, summary: "The experiments", response: { 200: experimentsAnswer } } },
    async () => ({ experiments: instance.engine.experiments.list().map(shown) }),
  );

  app.get<ById>(
    "/v1/experiments/:id",
    {
      config: { needs: "read" },
      schema: { tags, summary: "One experiment", params: idParams, response: { 200: experimentAnswer } },
    },
    async ({ params }) => shown(instance.engine.experiments.find(params.id)),
  );

  app.post<ById & { Body: Type.Static<typeof startBody> }>(
    "/v1/experiments/:id/start",
    {
      config: { needs: "edit", names: "by" },
      schema: {
        tags,
        summary: "Start an experiment and lock what is declared",
        params: idParams,
        body: startBody,
        response: answered,
      },
    },
    ({ params, body }) => {
      const { experiments, playbook } = instance.engine;
      const { experiment } = experiments.find(params.id);
      const metrics = registeredMetrics(experiment, metricsWith(playbook.metrics ?? []));
      return experiments.start(params.id, body.by ?? "api", metrics);
    },
  );

  app.post<ById & { Body: Type.Static<typeof stopBody> }>(
    "/v1/experiments/:id/stop",
    {
      config: { needs: "edit", names: "by" },
      schema: {
        tags,
        summary: "Stop an experiment: everyone gets the control",
        params: idParams,
        body: stopBody,
        response: answered,
      },
    },
    ({ params, body }) =>
      instance.engine.experiments.stop(params.id, body.by ?? "api", body.reason ?? "stopped by hand"),
  );

  app.post<ById & { Body: Type.Static<typeof shipBody> }>(
    "/v1/experiments/:id/ship",
    {
      config: { needs: "edit", names: "by" },
      schema: {
        tags,
        summary: "End an experiment: everyone gets one variant, or all but a holdout",
        params: idParams,
        body: shipBody,
        response: answered,
      },
    },
    ({ params, body: { by = "api", reason = "shipped by hand", variant: variantId, holdout } }) =>
      instance.engine.experiments.ship(params.id, by, {
        variantId,
        reason,
        ...(holdout === undefined ? {} : { holdout }),
      }),
  );

  app.post<ById & { Body: Type.Static<typeof rampBody> }>(
    "/v1/experiments/:id/ramp",
    {
      config: { needs: "edit", names: "by" },
      schema: {
        tags,
        summary: "Let more people into an experiment; nobody who is in moves",
        params: idParams,
        body: rampBody,
        response: answered,
      },
    },
    ({ params, body }) => instance.engine.experiments.ramp(params.id, body.by ?? "api", body.ramp),
  );

  app.get<ById & { Querystring: Type.Static<typeof reportQuery> }>(
    "/v1/experiments/:id/report",
    {
      config: { needs: "read", names: "by" },
      schema: {
        tags,
        summary: "What an experiment has shown so far; the look is logged",
        params: idParams,
        querystring: reportQuery,
        response: { 200: runReportAnswer },
      },
    },
    ({ params, query }) => runReport(instance.engine, params.id, query.by ?? "api", instance.clock()),
  );
}

function shown({ experiment, run, policy, isChangedSinceStart }: ExperimentState) {
  const bandit = experiment.policy.kind === "fixed" ? null : experiment.policy;
  return { ...experiment, bandit, policy, status: run?.status ?? "draft", run, isChangedSinceStart };
}
