import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepAnswers } from "../http/keep-answers.ts";
import { baselineReport } from "../report/baseline-report.ts";
import { holdoutExperiment, holdoutMetric, tacticExperiment, tacticMetric } from "../report/effect-experiment.ts";
import { allTacticReports, holdoutReport, tacticReport } from "../report/effect-reports.ts";
import { funnelReport } from "../report/funnel-report.ts";
import { totalsReport } from "../report/totals-report.ts";
import { totalsAnswer } from "../schema/answers.ts";
import { effectExperimentAnswer, metricEffectAnswer } from "../schema/effect-experiment-answer.ts";
import { baselineAnswer, funnelAnswer } from "../schema/funnel-answers.ts";
import { holdoutAnswer, tacticAnswer, tacticsAnswer } from "../schema/report-answers.ts";
import { idParams } from "../schema/words.ts";

const rangeQuery = Type.Object({
  from: Type.Optional(Type.String({ description: "First business day, such as `2026-01-31`." })),
  to: Type.Optional(Type.String({ description: "Last business day, itself included." })),
});

const funnelQuery = Type.Object({
  steps: Type.Optional(
    Type.String({
      description:
        "Names of events in their order, by commas; absent: the usual way of the business that the events tell of.",
    }),
  ),
  by: Type.Optional(Type.String({ description: "`segment`, `channel`, `device`, by commas." })),
  from: Type.Optional(Type.String({ description: "First business day, such as `2026-01-31`." })),
  before: Type.Optional(Type.String({ description: "The business day at which it ends, itself not included." })),
});

const baselineQuery = Type.Object({
  start: Type.String({ description: "The first business day of what changed, such as `2026-03-01`." }),
  days: Type.Optional(Type.Integer({ minimum: 7, maximum: 364, description: "Days on each side at most." })),
});

const metricsQuery = Type.Object({
  metrics: Type.Optional(Type.String({ description: "Ids of metrics, by commas; all unless said." })),
  type: Type.Optional(
    Type.String({ description: "The metrics of `content`, `product`, `email`, `website` or `omnichannel`." }),
  ),
});

const metricParams = Type.Object({
  metric: Type.String({ minLength: 1, maxLength: 200, description: "The metric's id, such as `conversion-rate`." }),
});

type MetricsQuery = Type.Static<typeof metricsQuery>;

/** As the overview of the console asks for it. */
const trendOfOverview = "/v1/measure/holdout/metrics/conversion-rate";

/** What happened, and what of it was caused. */
export function measureRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];
  const holdout = () => holdoutReport(instance.engine, instance.clock());
  const everyTactic = () => allTacticReports(instance.engine, instance.clock());
  const keep = keepAnswers(app, instance, {
    expected: {
      "/v1/measure/totals": () => totalsReport(instance.engine, {}),
      "/v1/measure/holdout": holdout,
      "/v1/measure/tactics": everyTactic,
      [trendOfOverview]: () => holdoutMetric(instance.engine, "conversion-rate", instance.clock()),
    },
  });

  app.get<{ Querystring: Type.Static<typeof rangeQuery> }>(
    "/v1/measure/totals",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Customers, orders and revenue of a time range",
        querystring: rangeQuery,
        response: { 200: totalsAnswer },
      },
    },
    (request, reply) => keep(request, reply, () => totalsReport(instance.engine, request.query)),
  );

  app.get<{ Querystring: Type.Static<typeof funnelQuery> }>(
    "/v1/measure/funnel",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The way of people through steps, by group",
        querystring: funnelQuery,
        response: { 200: funnelAnswer },
      },
    },
    (request, reply) => {
      const { steps, by, ...range } = request.query;
      const asked = {
        ...range,
        ...(steps === undefined ? {} : { steps: namesIn(steps) }),
        ...(by === undefined ? {} : { by: namesIn(by) }),
      };
      return keep(request, reply, () => funnelReport(instance.engine, asked, instance.clock()));
    },
  );

  app.get<{ Querystring: Type.Static<typeof baselineQuery> }>(
    "/v1/measure/baseline",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Before and after a day, season taken out; not causal",
        querystring: baselineQuery,
        response: { 200: baselineAnswer },
      },
    },
    ({ query }) => baselineReport(instance.engine, query, instance.clock()),
  );

  app.get(
    "/v1/measure/tactics",
    {
      config: { needs: "read" },
      schema: { tags, summary: "What every tactic caused", response: { 200: tacticsAnswer } },
    },
    (request, reply) => keep(request, reply, everyTactic),
  );

  app.get<{ Params: { id: string } }>(
    "/v1/measure/tactics/:id",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "What a tactic caused: exposed against held out",
        params: idParams,
        response: { 200: tacticAnswer },
      },
    },
    (request, reply) => keep(request, reply, () => tacticReport(instance.engine, request.params.id, instance.clock())),
  );

  app.get(
    "/v1/measure/holdout",
    {
      config: { needs: "read" },
      schema: { tags, summary: "What all tactics caused together", response: { 200: holdoutAnswer } },
    },
    (request, reply) => keep(request, reply, holdout),
  );

  app.get<{ Params: { id: string }; Querystring: MetricsQuery }>(
    "/v1/measure/tactics/:id/report",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The long report of a tactic: that of an experiment, with devices",
        params: idParams,
        querystring: metricsQuery,
        response: { 200: effectExperimentAnswer },
      },
    },
    (request, reply) => {
      const { params, query } = request;
      return keep(request, reply, () =>
        tacticExperiment(instance.engine, params.id, metricsIn(query), instance.clock()),
      );
    },
  );

  app.get<{ Querystring: MetricsQuery }>(
    "/v1/measure/holdout/report",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The long report of all tactics: promised, delivered, and what holding out costs",
        querystring: metricsQuery,
        response: { 200: effectExperimentAnswer },
      },
    },
    (request, reply) =>
      keep(request, reply, () => holdoutExperiment(instance.engine, metricsIn(request.query), instance.clock())),
  );

  app.get<{ Params: { id: string; metric: string } }>(
    "/v1/measure/tactics/:id/metrics/:metric",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "One metric of a tactic, by day, device and segment: soon there",
        params: Type.Object({ ...idParams.properties, ...metricParams.properties }),
        response: { 200: metricEffectAnswer },
      },
    },
    (request, reply) => {
      const { id, metric } = request.params;
      return keep(request, reply, () => tacticMetric(instance.engine, id, metric, instance.clock()));
    },
  );

  app.get<{ Params: { metric: string } }>(
    "/v1/measure/holdout/metrics/:metric",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "One metric of all tactics together, by day, device and segment: soon there",
        params: metricParams,
        response: { 200: metricEffectAnswer },
      },
    },
    (request, reply) =>
      keep(request, reply, () => holdoutMetric(instance.engine, request.params.metric, instance.clock())),
  );
}

function metricsIn({ metrics, type }: MetricsQuery) {
  return {
    ...(metrics === undefined ? {} : { metrics: namesIn(metrics) }),
    ...(type === undefined ? {} : { type }),
  };
}

function namesIn(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}
