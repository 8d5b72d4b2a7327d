import type { Undetermined } from "@attune/model/undetermined";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import { dayText } from "../lifetime/time-unit.ts";
import { type ActualPeriod, actualPeriods } from "./actual-periods.ts";
import { type ConformalFactor, conformalFactor } from "./conformal-factor.ts";
import type { DriverCell, ForecastRecord } from "./forecast-record.ts";
import { type JudgedAssumption, judgeAssumptions } from "./judge-assumptions.ts";
import { type ForecastScore, scorePeriods } from "./score-periods.ts";
import { type DriverVariance, varianceByDriver } from "./variance-by-driver.ts";

/** What happened, beside the purchases. */
export interface Observations {
  /** Drivers of a period, by its first and last day: `2026-07-01/2026-07-31`. */
  drivers: ReadonlyMap<string, readonly DriverCell[]>;
  /** What became of an assumption, by its name. */
  assumptions: ReadonlyMap<string, number>;
}

export interface BacktestReport {
  schema: "attune.forecast.backtest/1";
  asOf: string;
  /** All periods of all forecasts that are over. */
  score: ForecastScore | Undetermined;
  /** By how much the next intervals are to be widened. */
  recalibration: ConformalFactor | Undetermined;
  forecasts: {
    id: string;
    madeAt: string;
    owner: string;
    version: string;
    metric: ForecastRecord["metric"];
    score: ForecastScore | Undetermined;
    periods: {
      from: string;
      to: string;
      expected: number;
      low: number;
      high: number;
      actual: number;
      naive: number | null;
      inside: boolean;
      /** Actual less planned by driver, where both sides have drivers. */
      variance: DriverVariance | null;
    }[];
  }[];
  assumptions: JudgedAssumption[];
}

/** Every forecast against what happened; `level` of the whole is that of the first record. */
export function backtestReport(
  log: PurchaseLog,
  records: readonly ForecastRecord[],
  observations: Observations,
): BacktestReport {
  const scored = records.map((record) => ({ record, periods: actualPeriods(log, record) }));
  const all = scored.flatMap(({ periods }) => periods);
  const level = records[0]?.level ?? 0.9;
  return {
    schema: "attune.forecast.backtest/1",
    asOf: dayText(log.lastDay),
    score: scorePeriods(all, level),
    recalibration: conformalFactor(all, level),
    forecasts: scored.map(({ record, periods }) => ({
      id: record.id,
      madeAt: record.madeAt,
      owner: record.owner,
      version: record.version,
      metric: record.metric,
      score: scorePeriods(periods, record.level),
      periods: periods.map((period) => toldPeriod(period, observations)),
    })),
    assumptions: judgeAssumptions(records, observations.assumptions),
  };
}

function toldPeriod(
  { period, actual, naive }: ActualPeriod,
  { drivers }: Observations,
): BacktestReport["forecasts"][number]["periods"][number] {
  const [from, to] = [dayText(period.fromDay), dayText(period.toDay)];
  const happened = drivers.get(`${from}/${to}`);
  return {
    from,
    to,
    expected: period.expected,
    low: period.low,
    high: period.high,
    actual,
    naive,
    inside: actual >= period.low && actual <= period.high,
    variance:
      happened === undefined || period.drivers === undefined ? null : varianceByDriver(period.drivers, happened),
  };
}
