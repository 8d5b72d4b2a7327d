import { logNormalSurvival } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** The effect among those exposed on one day. */
export interface DailyEffect {
  /** 1 for the first day of the experiment, or of the person. */
  day: number;
  estimate: number;
  standardError: number;
}

/** Whether an effect fades (novelty) or grows (learning). */
export interface EffectTrend {
  /** Change of the effect when the number of days doubles. */
  changePerDoubling: number;
  standardError: number;
  pValue: number;
  logPValue: number;
  /** Where the line stands on the last day. */
  lastDay: number;
}

/**
 * The weighted line of daily effects over log₂(day): novelty wears off fast at first, which a line over days would miss.
 * Assumes independent days; undetermined with fewer than three.
 */
export function effectTrend(days: readonly DailyEffect[]): EffectTrend | Undetermined {
  const usable = days.filter(({ standardError }) => standardError > 0);
  if (usable.length < 3) return undetermined("too-few-days", "A trend needs at least three days with outcomes.");
  let w = 0;
  let wx = 0;
  let wy = 0;
  for (const { day, estimate, standardError } of usable) {
    const weight = 1 / standardError ** 2;
    w += weight;
    wx += weight * Math.log2(day);
    wy += weight * estimate;
  }
  let sxx = 0;
  let sxy = 0;
  for (const { day, estimate, standardError } of usable) {
    const weight = 1 / standardError ** 2;
    sxx += weight * (Math.log2(day) - wx / w) ** 2;
    sxy += weight * (Math.log2(day) - wx / w) * estimate;
  }
  if (!(sxx > 0)) return undetermined("too-few-days", "All effects stand on one day.");
  const changePerDoubling = sxy / sxx;
  const standardError = 1 / Math.sqrt(sxx);
  const logPValue = Math.min(0, Math.LN2 + logNormalSurvival(Math.abs(changePerDoubling) / standardError));
  const last = Math.log2(Math.max(...usable.map(({ day }) => day)));
  return {
    changePerDoubling,
    standardError,
    pValue: Math.exp(logPValue),
    logPValue,
    lastDay: wy / w + changePerDoubling * (last - wx / w),
  };
}
