import type { RefundPolicy } from "@attune/forecast/lifetime/purchase-log";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import type { JobContext } from "../jobs/jobs.ts";
import { jobAnswer } from "../schema/answers.ts";
import { cohortBody, lifetimeBody } from "../schema/forecast-requests.ts";
import { idParams } from "../schema/words.ts";
import { arrivedFile, createAnnouncedFiles } from "../study/announced-files.ts";
import type { CohortChoices } from "../study/cohort-study.ts";
import { type LifetimeChoices, unitsInYear } from "../study/lifetime-study.ts";
import type { PurchaseInput } from "../study/purchase-input.ts";
import { runStudy } from "../study/run-study.ts";
import { peopleByArm, storePurchases } from "../study/store-purchases.ts";
import type { TextColumns } from "../study/text-columns.ts";

type LifetimeBody = Type.Static<typeof lifetimeBody>;
type CohortBody = Type.Static<typeof cohortBody>;

const dayMs = 86_400_000;

/** What customers will still be worth: from the store, or from a file that follows; each is a job. */
export function forecastRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];
  const { jobs } = instance;
  const announced = createAnnouncedFiles<LifetimeBody>();

  app.post<{ Body: LifetimeBody }>(
    "/v1/forecast/lifetime",
    {
      schema: {
        tags,
        summary: "Forecast lifetime value: from the store answers the job; else the id under which its file is sent",
        body: lifetimeBody,
      },
    },
    async (request) => {
      const { body } = request;
      if ((body.source ?? "store") === "store") {
        return jobs.start("lifetime", "studies", async ({ signal }) => {
          const input = await storePurchases(instance.engine);
          return runStudy({ kind: "lifetime", input, choices: choicesOf(body) }, signal);
        });
      }
      const lifetimeId = `lifetime-${request.id}`;
      announced.announce(lifetimeId, body);
      return { lifetimeId };
    },
  );

  app.put<{ Params: { id: string } }>(
    "/v1/forecast/lifetime/:id/file",
    {
      config: { body: "stream" },
      schema: {
        tags,
        summary: "Send the CSV file, gzip or not; answers the job",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request) => {
      const body = announced.take(request.params.id);
      const file = await arrivedFile(request);
      const input = inputOf(body, { path: file.path }, instance.clock());
      const study = { kind: "lifetime" as const, input, choices: choicesOf(body) };
      const work = ({ signal }: JobContext): Promise<Json> => file.during(() => runStudy(study, signal));
      return jobs.start("lifetime", "studies", work, request.params.id);
    },
  );

  const cohorts = createAnnouncedFiles<CohortBody>();
  app.post<{ Body: CohortBody }>(
    "/v1/forecast/cohorts",
    {
      schema: {
        tags,
        summary:
          "Retention and revenue by cohort: from the store answers the job; else the id under which its file is sent",
        body: cohortBody,
      },
    },
    async (request) => {
      const { body } = request;
      if ((body.source ?? "store") === "store") {
        return jobs.start("cohort", "studies", async ({ signal }) => {
          const input = await storePurchases(instance.engine);
          const people = await peopleByArm(instance.engine, instance.clock());
          return runStudy({ kind: "cohort", input, choices: cohortChoicesOf(body), peopleByArm: people }, signal);
        });
      }
      const cohortId = `cohort-${request.id}`;
      cohorts.announce(cohortId, body);
      return { cohortId };
    },
  );

  app.put<{ Params: { id: string } }>(
    "/v1/forecast/cohorts/:id/file",
    {
      config: { body: "stream" },
      schema: {
        tags,
        summary: "Send the CSV file, gzip or not; answers the job",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request) => {
      const body = cohorts.take(request.params.id);
      const file = await arrivedFile(request);
      const input = transactionsOf(body, { path: file.path }, instance.clock());
      const study = { kind: "cohort" as const, input, choices: cohortChoicesOf(body), peopleByArm: null };
      const work = ({ signal }: JobContext): Promise<Json> => file.during(() => runStudy(study, signal));
      return jobs.start("cohort", "studies", work, request.params.id);
    },
  );
}

function inputOf(body: LifetimeBody, table: TextColumns, now: number): PurchaseInput {
  return body.source === "summary" ? { kind: "summary", table } : transactionsOf(body, table, now);
}

function transactionsOf(
  body: LifetimeBody | CohortBody,
  table: TextColumns,
  now: number,
): Extract<PurchaseInput, { kind: "transactions" }> {
  const needed = (path: string, value: string | undefined) => {
    if (value !== undefined) return value;
    throw new AttuneError("bad-request", `A file of transactions needs ${path}.`, { path });
  };
  return {
    kind: "transactions",
    table,
    columns: {
      customer: needed("customer", body.customer),
      date: needed("date", body.date),
      amount: body.amount,
      currency: body.currency,
    },
    refunds: (body.refunds ?? "refuse") as RefundPolicy,
    // Anywhere on earth it may be tomorrow already.
    today: Math.floor(now / dayMs) + 1,
  };
}

function cohortChoicesOf(body: CohortBody): CohortChoices {
  const unit = (body.unit ?? "month") as CohortChoices["unit"];
  return {
    by: body.by ?? [],
    asOf: body.asOf ?? null,
    unit,
    horizon: body.horizon ?? unitsInYear[unit],
    discountRate: body.discountRate ?? 0.1,
    margin: body.margin ?? 1,
    seed: body.seed ?? "1",
  };
}

function choicesOf(body: LifetimeBody): LifetimeChoices {
  const unit = (body.unit ?? "week") as LifetimeChoices["unit"];
  return {
    unit,
    model: (body.model ?? "auto") as LifetimeChoices["model"],
    calibrationEnd: body.calibrationEnd ?? null,
    horizon: body.horizon ?? unitsInYear[unit],
    discountRate: body.discountRate ?? 0.1,
    margin: body.margin ?? 1,
    seed: body.seed ?? "1",
    wantsCustomers: body.wantsCustomers ?? false,
  };
}
