import type { ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { backtestBody, forecastRecordBody, lifetimeRecordBody } from "../schema/forecast-requests.ts";
import type { BacktestStudy, RollingChoices } from "../study/backtest-study.ts";
import { runStudy } from "../study/run-study.ts";
import { storePurchases } from "../study/store-purchases.ts";

type BacktestBody = Type.Static<typeof backtestBody>;
type LifetimeRecordBody = Type.Static<typeof lifetimeRecordBody>;

const recordKind = "forecast-record";
const mostRecords = 10_000;

/** Forecasts are kept as they were made, and held to what happened. */
export function backtestRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];
  const { jobs, engine } = instance;
  const { definitions } = engine.stores;

  async function keptRecords(): Promise<ForecastRecord[]> {
    const found = await definitions.list(recordKind, null, mostRecords);
    return found.map(({ document }) => document as unknown as ForecastRecord);
  }

  app.get(
    "/v1/forecast/records",
    { config: { needs: "read" }, schema: { tags, summary: "Forecasts that were kept" } },
    async () => ({
      records: await keptRecords(),
    }),
  );

  app.post<{ Body: Type.Static<typeof forecastRecordBody> }>(
    "/v1/forecast/records",
    {
      config: { needs: "study" },
      schema: { tags, summary: "Keep a forecast, to be scored when its periods are over", body: forecastRecordBody },
    },
    async (request) => {
      await definitions.put(recordKind, [[request.body.id, request.body as unknown as Json]]);
      return { id: request.body.id };
    },
  );

  app.post<{ Body: LifetimeRecordBody }>(
    "/v1/forecast/lifetime-records",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Forecast the purchases of all customers known by now, and keep it; answers the job",
        body: lifetimeRecordBody,
      },
    },
    async ({ body }) =>
      jobs.start("lifetime-record", "studies", async ({ signal }) => {
        const input = await storePurchases(engine);
        const choices = recordChoices(body, body.owner, instance.clock());
        const record = await runStudy({ kind: "lifetime-record", input, choices, seed: body.seed ?? "1" }, signal);
        if (!isUndetermined(record)) {
          const { id } = record as unknown as ForecastRecord;
          await definitions.put(recordKind, [[id, record]]);
        }
        return record;
      }),
  );

  app.post<{ Body: BacktestBody }>(
    "/v1/forecast/backtests",
    {
      config: { needs: "study" },
      schema: { tags, summary: "Score forecasts against what happened; answers the job", body: backtestBody },
    },
    async ({ body }) =>
      jobs.start("backtest", "studies", async ({ signal }) => {
        const forecasts: BacktestStudy["forecasts"] =
          body.forecasts === "rolling"
            ? { kind: "rolling", choices: rollingChoices(body, instance.clock()) }
            : { kind: "kept", records: await keptRecords() };
        const input = await storePurchases(engine);
        const observed = body.observed ?? {};
        return runStudy({ kind: "backtest", input, forecasts, observed, seed: body.seed ?? "1" }, signal);
      }),
  );
}

function recordChoices(body: Omit<LifetimeRecordBody, "owner">, owner: string, now: number): RecordChoices {
  return {
    model: (body.model ?? "bg-nbd") as RollingChoices["model"],
    weeksPerPeriod: body.weeksPerPeriod ?? 4,
    periods: body.periods ?? 3,
    owner,
    madeAt: new Date(now).toISOString(),
  };
}

type RecordChoices = Omit<RollingChoices, "everyWeeks" | "minimumWeeks">;

function rollingChoices(body: BacktestBody, now: number): RollingChoices {
  return {
    ...recordChoices(body, "backtest", now),
    everyWeeks: body.everyWeeks ?? 4,
    minimumWeeks: body.minimumWeeks ?? 26,
  };
}
