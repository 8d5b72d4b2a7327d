import { studentTSurvival } from "@attune/math/distribution/student-t";
import type { Effect } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { meanArm } from "../experiment/arm-estimate.ts";
import { independentPair } from "../experiment/pair-estimate.ts";
import { welch } from "../experiment/welch.ts";

/** Daily values around a change: the last before it, the first after it, both in order of time; and the same days 364 days earlier. */
export interface DailySeries {
  before: readonly number[];
  after: readonly number[];
  /** 52 weeks earlier, so that weekdays and, nearly, the season are the same. */
  yearBefore?: { before: readonly number[]; after: readonly number[] };
}

export interface BeforeAfter {
  before: number;
  after: number;
  rawDifference: number;
  expected: number;
  change: Effect | Undetermined;
  relativeChange: { estimate: number; interval: [number, number] } | Undetermined;
  adjustment: "full weeks" | "full weeks, less those of the year before";
  /** Slope of the weeks before, per week, with the p-value of none; null with fewer than four weeks. */
  trendBefore: { slope: number; pValue: number } | null;
}

const fewestWeeks = 3;

/**
 * The change of a daily series at a moment: not causal, since everything else that changed then is in it.
 *
 * Full weeks on both sides stand for the days, so that weekdays cancel out. With the year before, each week loses g times its twin of 52
 * weeks earlier, g being this year's level before the change over last year's: what the season does in both years is gone. The weeks are
 * then compared by Welch, which takes them for independent. g is an estimate: an error of the level before reaches the expectation as
 * many times larger as last year's weeks after were larger than those before, and so do the weeks before in Welch's variance (delta
 * method). The relative change takes the expectation for known. Undetermined without a full week on each side; no interval below three
 * weeks on each.
 */
export function beforeAfter({ before, after, yearBefore }: DailySeries): BeforeAfter | Undetermined {
  const weeks = { before: fullWeeks([...before].reverse()).reverse(), after: fullWeeks(after) };
  if (weeks.before.length === 0 || weeks.after.length === 0) {
    return undetermined("too-few-days", "Before and after need a full week each, so that weekdays cancel out.");
  }
  const twin = twinWeeks(yearBefore, weeks);
  const growth = twin === null ? 0 : mean(weeks.before) / mean(twin.before);
  const cleaned =
    twin === null
      ? weeks
      : {
          before: weeks.before.map((value, w) => value - growth * twin.before[w]!),
          after: weeks.after.map((value, w) => value - growth * twin.after[w]!),
        };
  const expected = twin === null ? mean(weeks.before) : growth * mean(twin.after);
  const carried = twin === null ? 1 : mean(twin.after) / mean(twin.before);
  const change = changeOf(
    cleaned.before.map((value) => carried * value),
    cleaned.after,
  );
  return {
    before: mean(before),
    after: mean(after),
    rawDifference: mean(after) - mean(before),
    expected,
    change,
    relativeChange: relativeTo(expected, change),
    adjustment: twin === null ? "full weeks" : "full weeks, less those of the year before",
    trendBefore: trendOf(cleaned.before),
  };
}

/** Daily means of the full weeks, from the first value on. */
function fullWeeks(days: readonly number[]): number[] {
  return Array.from({ length: Math.floor(days.length / 7) }, (_, w) => mean(days.slice(7 * w, 7 * w + 7)));
}

function twinWeeks(yearBefore: DailySeries["yearBefore"], weeks: { before: number[]; after: number[] }) {
  if (yearBefore === undefined) return null;
  const twin = { before: fullWeeks([...yearBefore.before].reverse()).reverse(), after: fullWeeks(yearBefore.after) };
  const fits = twin.before.length === weeks.before.length && twin.after.length === weeks.after.length;
  return fits && mean(twin.before) > 0 ? twin : null;
}

function changeOf(before: readonly number[], after: readonly number[]): Effect | Undetermined {
  if (Math.min(before.length, after.length) < fewestWeeks) {
    return undetermined("too-few-weeks", `An interval needs at least ${fewestWeeks} full weeks before and after.`);
  }
  const [armBefore, armAfter] = [armOfWeeks(before), armOfWeeks(after)];
  if (isUndetermined(armBefore)) return armBefore;
  if (isUndetermined(armAfter)) return armAfter;
  const pair = independentPair(armAfter, armBefore);
  if (isUndetermined(pair)) return pair;
  const { estimate, standardError, interval, pValue } = welch(pair);
  return { estimate, standardError, interval, pValue };
}

function armOfWeeks(weeks: readonly number[]) {
  const sum = weeks.reduce((total, week) => total + week, 0);
  return meanArm({ n: weeks.length, sum, sumSquares: weeks.reduce((total, week) => total + week * week, 0) });
}

function relativeTo(expected: number, change: Effect | Undetermined): BeforeAfter["relativeChange"] {
  if (isUndetermined(change)) return change;
  if (!(expected > 0))
    return undetermined("nothing-expected", "Nothing was to be expected, so a share of it has no meaning.");
  const [low, high] = change.interval;
  return { estimate: change.estimate / expected, interval: [low / expected, high / expected] };
}

/** Least squares of the weeks on their number. */
function trendOf(weeks: readonly number[]): BeforeAfter["trendBefore"] {
  const n = weeks.length;
  if (n < 4) return null;
  const centre = (n - 1) / 2;
  const level = mean(weeks);
  const spread = (n * (n * n - 1)) / 12;
  const slope = weeks.reduce((sum, value, w) => sum + (w - centre) * (value - level), 0) / spread;
  const residual = weeks.reduce((sum, value, w) => sum + (value - level - slope * (w - centre)) ** 2, 0);
  const standardError = Math.sqrt(residual / (n - 2) / spread);
  if (!(standardError > 0)) return { slope, pValue: slope === 0 ? 1 : 0 };
  return { slope, pValue: Math.min(1, 2 * studentTSurvival(Math.abs(slope) / standardError, n - 2)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
