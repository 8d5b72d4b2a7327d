import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Engine } from "@attune/engine/runtime/engine";
import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import type { ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import type { Json } from "@attune/model/json";
import { createCalendar } from "@attune/rules/calendar";
import type { ObservedPlainly } from "../study/backtest-study.ts";
import { runStudy } from "../study/run-study.ts";
import { storePurchases } from "../study/store-purchases.ts";

const recordKind = "forecast-record";
const scoreKind = "forecast-score";
const mostRecords = 10_000;

/** Kept forecasts against what happened, as it was worked out last. */
export interface ForecastScoring {
  /** Milliseconds. */
  computedAt: number;
  /** Periods of kept forecasts that were over then. */
  periodsOver: number;
  /** What was told beside the purchases; a scoring by schedule goes by it, too. */
  observed: ObservedPlainly;
  report: BacktestReport;
}

/** Forecasts as they were made. */
export async function keptForecasts(definitions: DefinitionStore): Promise<ForecastRecord[]> {
  const found = await definitions.list(recordKind, null, mostRecords);
  return found.map(({ document }) => document as unknown as ForecastRecord);
}

export async function keepForecast(definitions: DefinitionStore, record: ForecastRecord): Promise<void> {
  await definitions.put(recordKind, [[record.id, record as unknown as Json]]);
}

/** The last scoring; undefined where there was none. */
export async function lastScoring({ stores }: Engine): Promise<ForecastScoring | undefined> {
  return (await stores.definitions.get(scoreKind, "latest")) as unknown as ForecastScoring | undefined;
}

/** Periods of kept forecasts that are over, by the business's calendar: today is not. */
export async function periodsOver(engine: Engine, now: number): Promise<number> {
  const today = createCalendar(engine.business().timeZone).dayOf(now);
  const records = await keptForecasts(engine.stores.definitions);
  return records.flatMap(({ periods }) => periods).filter(({ toDay }) => toDay < today).length;
}

/** Holds all kept forecasts to what happened, and keeps the report. `observed`: drivers and assumptions, which no purchase tells. */
export async function scoreForecasts(
  engine: Engine,
  now: number,
  observed: ObservedPlainly,
  seed: string,
  signal: AbortSignal,
): Promise<BacktestReport> {
  const records = await keptForecasts(engine.stores.definitions);
  const over = await periodsOver(engine, now);
  const input = await storePurchases(engine);
  const study = { kind: "backtest", input, forecasts: { kind: "kept", records }, observed, seed } as const;
  const report = (await runStudy(study, signal)) as unknown as BacktestReport;
  const scoring: ForecastScoring = { computedAt: now, periodsOver: over, observed, report };
  await engine.stores.definitions.put(scoreKind, [["latest", scoring as unknown as Json]]);
  return report;
}
