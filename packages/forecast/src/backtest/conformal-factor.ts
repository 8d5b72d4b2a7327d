import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ActualPeriod } from "./actual-periods.ts";

/** By how much the next intervals are to be widened (above 1) or narrowed. */
export interface ConformalFactor {
  factor: number;
  level: number;
  /** Periods that it rests on. */
  periods: number;
}

/**
 * Split conformal prediction on the record of forecasts: each period's distance from the expectation is taken in units of its interval's half
 * on that side, as the model gave it; the ⌈(n+1)·level⌉-th smallest is the factor. Expectation ± factor × half then holds `level` of outcomes, whatever the model,
 * as long as the next period is exchangeable with the past ones; a change of level or season breaks that.
 * Undetermined below level/(1 − level) periods: the factor would be without bound.
 * @see Vovk, Gammerman & Shafer (2005); Lei et al. (2018), section 2.
 */
export function conformalFactor(periods: readonly ActualPeriod[], level: number): ConformalFactor | Undetermined {
  const distances = periods.map(({ period: { expected, low, high }, recalibratedBy, actual }) => {
    const half = (actual >= expected ? high - expected : expected - low) / recalibratedBy;
    return half > 0 ? Math.abs(actual - expected) / half : actual === expected ? 0 : Infinity;
  });
  const rank = Math.ceil((distances.length + 1) * level);
  if (rank > distances.length) {
    // 0.9 / (1 − 0.9) is a little more than nine in binary.
    const needed = Math.ceil(level / (1 - level) - 1e-9);
    return undetermined("too-few-periods", `${distances.length} periods are over: at least ${needed} are needed.`);
  }
  const factor = distances.sort((a, b) => a - b)[rank - 1]!;
  return Number.isFinite(factor)
    ? { factor, level, periods: distances.length }
    : undetermined("no-width", "Some intervals had no width, and the outcome lay outside.");
}
