import type { ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keepForecast, keptForecasts, lastScoring, scoreForecasts } from "../jobs/score-forecasts.ts";
import { backtestBody, forecastRecordBody, lifetimeRecordBody } from "../schema/forecast-requests.ts";
import type { RollingChoices } from "../study/backtest-study.ts";
import { runStudy } from "../study/run-study.ts";
import { storePurchases } from "../study/store-purchases.ts";

type BacktestBody = Type.Static<typeof backtestBody>;
type LifetimeRecordBody = Type.Static<typeof lifetimeRecordBody>;

/** Forecasts are kept as they were made, and held to what happened. */
export function backtestRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];
  const { jobs } = instance;
  const definitions = () => instance.engine.stores.definitions;

  app.get(
    "/v1/forecast/records",
    { config: { needs: "read" }, schema: { tags, summary: "Forecasts that were kept" } },
    async () => ({
      records: await keptForecasts(definitions()),
    }),
  );

  app.post<{ Body: Type.Static<typeof forecastRecordBody> }>(
    "/v1/forecast/records",
    {
      config: { needs: "study" },
      schema: { tags, summary: "Keep a forecast, to be scored when its periods are over", body: forecastRecordBody },
    },
    async (request) => {
      await keepForecast(definitions(), request.body as unknown as ForecastRecord);
      return { id: request.body.id };
    },
  );

  app.post<{ Body: LifetimeRecordBody }>(
    "/v1/forecast/lifetime-records",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary:
          "Forecast the purchases of all customers known by now, with intervals that learned from earlier forecasts, and keep it; answers the job",
        body: lifetimeRecordBody,
      },
    },
    async ({ body }) =>
      jobs.start("lifetime-record", "studies", async ({ signal }) => {
        const input = await storePurchases(instance.engine);
        const choices = recordChoices(body, body.owner, instance.clock());
        const kept = await keptForecasts(definitions());
        const study = { kind: "lifetime-record", input, choices, kept, seed: body.seed ?? "1" } as const;
        const record = await runStudy(study, signal);
        if (!isUndetermined(record)) await keepForecast(definitions(), record as unknown as ForecastRecord);
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
      jobs.start("backtest", "studies", async ({ signal }): Promise<Json> => {
        const { observed = {}, seed = "1" } = body;
        const now = instance.clock();
        if (body.forecasts !== "rolling")
          return (await scoreForecasts(instance.engine, now, observed, seed, signal)) as unknown as Json;
        const forecasts = { kind: "rolling", choices: rollingChoices(body, now) } as const;
        const input = await storePurchases(instance.engine);
        return runStudy({ kind: "backtest", input, forecasts, observed, seed }, signal);
      }),
  );

  app.get(
    "/v1/forecast/backtests",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The last scoring of kept forecasts: a server does it by itself when a period of one is over",
      },
    },
    async () => {
      const last = await lastScoring(instance.engine);
      if (last === undefined) throw new AttuneError("not-found", "No kept forecast has been scored yet.");
      return last;
    },
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
