import type { Engine } from "@attune/engine/runtime/engine";
import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import type { DriverCell, ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import { type DriverVariance, varianceByDriver } from "@attune/forecast/backtest/variance-by-driver";
import { dayMs } from "@attune/math/time-units";
import { undetermined } from "@attune/model/undetermined";
import type { Instance } from "../instance/instance.ts";
import { funnelReport } from "../report/funnel-report.ts";
import { totalsReport } from "../report/totals-report.ts";
import { runStudy } from "../study/run-study.ts";
import { storePurchases } from "../study/store-purchases.ts";

const mostRecords = 10_000;

/** What finance gets of a month: kept forecasts against what came, and what moved revenue. */
export interface MonthVariance extends BacktestReport {
  /** Of each time that a forecast spoke of and that ended in the month, once. */
  moved: RevenueMoved[];
}

/** Revenue of everybody in a time, beside as many days before the first forecast of it was made, by what moved it. */
export interface RevenueMoved {
  from: string;
  to: string;
  /** The days that stand for "as before". */
  against: { from: string; to: string };
  drivers: DriverVariance;
}

/**
 * Kept forecasts against what happened. Drivers come from the store: those of the time itself for forecasts that planned drivers of their own, and
 * for all others what moved the revenue against the days before the forecast, for no plan by driver was made.
 *
 * @param month such as `2026-10`
 */
export async function monthVariance(
  { engine, clock }: Instance,
  month: string,
  signal: AbortSignal,
): Promise<MonthVariance> {
  const kept = await engine.stores.definitions.list("forecast-record", null, mostRecords);
  const records = kept.map(({ document }) => document as unknown as ForecastRecord);
  if (records.length === 0) return { ...noForecasts(clock()), moved: [] };
  const spans = spansOf(records, month);
  const happened = new Map<string, DriverCell[]>();
  for (const { from, to } of spans.values()) happened.set(`${from}/${to}`, await driversOf(engine, from, to, clock()));
  const input = await storePurchases(engine);
  const forecasts = { kind: "kept" as const, records };
  const observed = { drivers: Object.fromEntries(happened) };
  const study = { kind: "backtest" as const, input, forecasts, observed, seed: "1" };
  const report = (await runStudy(study, signal)) as unknown as BacktestReport;
  const moved: RevenueMoved[] = [];
  for (const { from, to, against } of spans.values()) {
    const [before, after] = [
      await driversOf(engine, against.from, against.to, clock()),
      happened.get(`${from}/${to}`)!,
    ];
    if (before.length > 0 && after.length > 0)
      moved.push({ from, to, against, drivers: varianceByDriver(before, after) });
  }
  return { ...report, moved };
}

/** Periods that ended in the month, each once, with the days before the first forecast of it. */
function spansOf(records: readonly ForecastRecord[], month: string) {
  const spans = new Map<string, Omit<RevenueMoved, "drivers">>();
  for (const { periods } of records) {
    const madeOn = Math.min(...periods.map(({ fromDay }) => fromDay));
    for (const { fromDay, toDay } of periods) {
      const [from, to] = [dayText(fromDay), dayText(toDay)];
      if (!to.startsWith(month) || spans.has(`${from}/${to}`)) continue;
      const against = { from: dayText(madeOn - (toDay - fromDay + 1)), to: dayText(madeOn - 1) };
      spans.set(`${from}/${to}`, { from, to, against });
    }
  }
  return spans;
}

/**
 * People, the share of them who ordered, and what one who ordered paid, by device. Value is the same for all devices: the store tells revenue of all of
 * them. Empty where nobody ordered.
 */
async function driversOf(engine: Engine, from: string, to: string, now: number): Promise<DriverCell[]> {
  const before = dayText(Date.parse(to) / dayMs + 1);
  const { funnels } = await funnelReport(engine, { from, before, steps: ["Order Completed"], by: ["device"] }, now);
  const groups = funnels
    .filter(({ dimension }) => dimension === "device")
    .map(({ value, stages }) => ({ segment: value, people: stages[0]!.people, buyers: stages.at(-1)!.people }));
  const buyers = groups.reduce((sum, group) => sum + group.buyers, 0);
  if (buyers === 0) return [];
  const { netRevenue } = await totalsReport(engine, { from, to });
  return groups
    .filter(({ people }) => people > 0)
    .map((group) => ({
      segment: group.segment,
      traffic: group.people,
      conversion: group.buyers / group.people,
      value: netRevenue / buyers,
    }));
}

function noForecasts(now: number): BacktestReport {
  const none = undetermined("no-forecasts", "No forecast is kept.");
  const asOf = new Date(now).toISOString().slice(0, 10);
  return {
    schema: "attune.forecast.backtest/1",
    asOf,
    score: none,
    recalibration: none,
    forecasts: [],
    assumptions: [],
  };
}

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
