import type { EffectTimeline, ExperimentCheck, StageEffects } from "@attune/model/experiment-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { meanArm } from "./arm-estimate.ts";
import { sequentialInference } from "./inference.ts";
import { type DailyEffect, effectTrend } from "./novelty.ts";
import { independentPair, type PairEstimate } from "./pair-estimate.ts";
import { sequentialSampleRatioTest } from "./sample-ratio.ts";
import { decomposeByStage } from "./stage-decomposition.ts";
import type { MeanStatistics } from "./sufficient-statistics.ts";

/** The first metric of the units first seen on a day; arms stand in the order of the report's variants. */
export interface DailySums {
  day: string;
  arms: MeanStatistics[];
}

const NOVELTY_ALERT = 0.01;
const SPLIT_ALERT = 0.001;

/** The cumulative effect after each day, per variant, with always-valid intervals: a chart of it may be looked at every day. */
export function effectTimeline(
  daily: readonly DailySums[],
  ids: readonly string[],
  control: number,
  alpha: number,
): EffectTimeline[] {
  const infer = sequentialInference(alpha);
  return ids.flatMap((variant, v) => {
    if (v === control) return [];
    let treated: MeanStatistics = { n: 0, sum: 0, sumSquares: 0 };
    let base: MeanStatistics = { n: 0, sum: 0, sumSquares: 0 };
    const days = daily.map(({ day, arms }) => {
      treated = add(treated, arms[v]!);
      base = add(base, arms[control]!);
      const pair = pairOf(treated, base);
      return { day, units: treated.n + base.n, effect: isUndetermined(pair) ? pair : infer(pair, null).effect };
    });
    return [{ variant, days }];
  });
}

/** Whether the effect fades or grows with the day of first exposure, by the clearest of the variants. */
export function checkNovelty(
  daily: readonly DailySums[],
  ids: readonly string[],
  control: number,
): ExperimentCheck | null {
  const tests = ids.length - 1;
  let clearest: { pValue: number; change: number; variant: string } | null = null;
  ids.forEach((variant, v) => {
    if (v === control) return;
    const trend = effectTrend(dailyEffects(daily.map(({ arms }) => [arms[v]!, arms[control]!])));
    if (isUndetermined(trend)) return;
    const pValue = Math.min(1, trend.pValue * tests);
    if (clearest === null || pValue < clearest.pValue) clearest = { pValue, change: trend.changePerDoubling, variant };
  });
  if (clearest === null) return null;
  const { pValue, change, variant } = clearest as { pValue: number; change: number; variant: string };
  const warns = pValue < NOVELTY_ALERT;
  return {
    id: "novelty",
    status: warns ? "warn" : "pass",
    statistic: change,
    pValue,
    message: warns
      ? `The effect of ${variant} ${change < 0 ? "falls" : "grows"} with the day of first exposure; the average over the experiment is not what comes after it.`
      : "The effect does not clearly change from day to day.",
  };
}

/** Whether the split was the planned one at every time: finds a fault that came later or was mended. */
export function checkSplitOverTime(daily: readonly DailySums[], split: readonly number[]): ExperimentCheck {
  const counts = split.map(() => 0);
  const looks = daily.map(({ arms }) => {
    arms.forEach(({ n }, v) => {
      counts[v]! += n;
    });
    return [...counts];
  });
  const { logEvidence, pValue } = sequentialSampleRatioTest(looks, split);
  const fails = pValue < SPLIT_ALERT;
  return {
    id: "sample-ratio-over-time",
    status: fails ? "fail" : "pass",
    statistic: logEvidence,
    pValue,
    message: fails
      ? "On some day the split of everyone seen so far was not the planned one."
      : "The split fitted the plan at every day.",
  };
}

/** The effect on the last stage, split over the transitions; per variant. */
export function stageEffects(
  names: readonly string[],
  counts: readonly (readonly number[])[],
  ids: readonly string[],
  control: number,
  alpha: number,
): (StageEffects | ({ variant: string } & Undetermined))[] {
  return ids.flatMap((variant, v): (StageEffects | ({ variant: string } & Undetermined))[] => {
    if (v === control) return [];
    const result = decomposeByStage(counts[v]!, counts[control]!, alpha);
    if (isUndetermined(result)) return [{ variant, ...result }];
    const transitions = result.contributions.map(({ stage, rate, contribution, interval }) => ({
      from: names[stage]!,
      to: names[stage + 1]!,
      treated: rate.treated,
      control: rate.control,
      contribution,
      interval,
    }));
    return [{ variant, control: ids[control]!, effect: result.effect, transitions }];
  });
}

/**
 * The effect of each day. Its standard error takes the variance of all days together: that of a day with few units would be small where
 * its effect happens to be, and such days would weigh too much.
 */
function dailyEffects(days: readonly [treated: MeanStatistics, control: MeanStatistics][]): DailyEffect[] {
  const nothing = { n: 0, sum: 0, sumSquares: 0 };
  const pair = pairOf(
    days.reduce((total, [treated]) => add(total, treated), nothing),
    days.reduce((total, [, control]) => add(total, control), nothing),
  );
  if (isUndetermined(pair)) return [];
  const unitVariance = [pair.treatedVariance * pair.treatedUnits, pair.controlVariance * pair.controlUnits] as const;
  return days.flatMap(([treated, control], d) => {
    if (treated.n === 0 || control.n === 0) return [];
    const variance = unitVariance[0] / treated.n + unitVariance[1] / control.n;
    const estimate = treated.sum / treated.n - control.sum / control.n;
    return [{ day: d + 1, estimate, standardError: Math.sqrt(variance) }];
  });
}

function pairOf(treated: MeanStatistics, control: MeanStatistics): PairEstimate | Undetermined {
  const armT = meanArm(treated);
  if (isUndetermined(armT)) return armT;
  const armC = meanArm(control);
  return isUndetermined(armC) ? armC : independentPair(armT, armC);
}

function add(a: MeanStatistics, b: MeanStatistics): MeanStatistics {
  return { n: a.n + b.n, sum: a.sum + b.sum, sumSquares: a.sumSquares + b.sumSquares };
}
