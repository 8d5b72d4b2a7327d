import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ActualPeriod } from "./actual-periods.ts";

/** How far forecasts were from what happened. Errors are forecast less actual. */
export interface ForecastScore {
  periods: number;
  actual: number;
  expected: number;
  /** Σ error/Σ actual: above 0, too much was promised. */
  bias: number;
  meanAbsoluteError: number;
  /** Mean of |error|/actual over the periods with something in them. */
  mape: number | Undetermined;
  /** Share of periods whose actual lay in the interval, and the share that was meant. */
  coverage: number;
  level: number;
  /** Width plus 2/(1 − level) for each unit outside, on average: lower is better [Gneiting & Raftery 2007, eq. 43]. */
  intervalScore: number;
  /** The rival that costs nothing: the same days a year before, or the last ones. */
  naive:
    | { kind: "seasonal" | "last" | "mixed"; periods: number; meanAbsoluteError: number; skill: number }
    | Undetermined;
}

/** Undetermined while no period is over. */
export function scorePeriods(periods: readonly ActualPeriod[], level: number): ForecastScore | Undetermined {
  const n = periods.length;
  if (n === 0) return undetermined("not-over", "No period of the forecast is over yet.");
  const sum = (f: (period: ActualPeriod) => number) => periods.reduce((total, period) => total + f(period), 0);
  const actual = sum((p) => p.actual);
  const expected = sum(({ period }) => period.expected);
  const some = periods.filter((p) => p.actual > 0);
  return {
    periods: n,
    actual,
    expected,
    bias: actual === 0 ? 0 : expected / actual - 1,
    meanAbsoluteError: sum(absoluteError) / n,
    mape:
      some.length === 0
        ? undetermined("nothing-happened", "Nothing happened in any period: there is no share of it.")
        : some.reduce((total, p) => total + absoluteError(p) / p.actual, 0) / some.length,
    coverage: periods.filter(isInside).length / n,
    level,
    intervalScore: sum((p) => intervalScore(p, level)) / n,
    naive: naiveScore(periods),
  };
}

function absoluteError({ period, actual }: ActualPeriod): number {
  return Math.abs(period.expected - actual);
}

function isInside({ period, actual }: ActualPeriod): boolean {
  return actual >= period.low && actual <= period.high;
}

function intervalScore({ period: { low, high }, actual }: ActualPeriod, level: number): number {
  return high - low + (2 / (1 - level)) * (Math.max(0, low - actual) + Math.max(0, actual - high));
}

/** 1 − our error/its error, over the periods for which there is one. */
function naiveScore(periods: readonly ActualPeriod[]): ForecastScore["naive"] {
  const rivals = periods.filter((p) => p.naive !== null);
  if (rivals.length === 0) return undetermined("no-past", "The past is too short for a naive forecast.");
  const kinds = new Set(rivals.map((p) => p.naiveKind!));
  const theirs = rivals.reduce((total, p) => total + Math.abs(p.naive! - p.actual), 0) / rivals.length;
  const ours = rivals.reduce((total, p) => total + absoluteError(p), 0) / rivals.length;
  if (theirs === 0) return undetermined("naive-exact", "The naive forecast was exact: nothing can be better.");
  return {
    kind: kinds.size > 1 ? "mixed" : [...kinds][0]!,
    periods: rivals.length,
    meanAbsoluteError: theirs,
    skill: 1 - ours / theirs,
  };
}
