import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { fiellerLiftAt } from "./fieller.ts";

/** A lift with its standard error. */
export interface LiftEstimate {
  estimate: number;
  standardError: number;
}

/** What all shipped changes promised together, against what the global holdout says they did. */
export interface HoldoutCalibration {
  /** Sum of the shipped lifts. */
  promised: number;
  /** The lift of the global holdout. */
  delivered: number;
  /** delivered/promised, with its interval; an end is null where it is unbounded. */
  factor: number;
  interval: [number | null, number | null];
}

/**
 * The discount that past promises deserve: shipped effects were chosen for being large, so their sum overstates (winner's curse).
 * Fieller's interval of a ratio of two independent sums. Undetermined when the promised sum cannot be told from zero.
 */
export function calibrateByHoldout(
  shipped: readonly LiftEstimate[],
  holdout: LiftEstimate,
  alpha = 0.05,
): HoldoutCalibration | Undetermined {
  const promised = shipped.reduce((sum, { estimate }) => sum + estimate, 0);
  if (shipped.length === 0)
    return undetermined("nothing-shipped", "No shipped experiment to compare the holdout with.");
  const ratio = fiellerLiftAt(
    {
      treated: holdout.estimate,
      control: promised,
      treatedVariance: holdout.standardError ** 2,
      controlVariance: shipped.reduce((sum, { standardError }) => sum + standardError ** 2, 0),
      covariance: 0,
      degreesOfFreedom: Infinity,
      treatedUnits: 1,
      controlUnits: shipped.length,
    },
    normalUpperQuantile(alpha / 2),
  );
  if ("undetermined" in ratio) return ratio;
  const shift = (end: number | null) => (end === null ? null : end + 1);
  return {
    promised,
    delivered: holdout.estimate,
    factor: ratio.estimate + 1,
    interval: [shift(ratio.interval[0]), shift(ratio.interval[1])],
  };
}

/**
 * What each shipped lift is worth once it is known that it was one of many: drawn towards the mean of all experiments that were run,
 * shipped or not, by as much as chance explains of their spread.
 * @param all every experiment of the programme, not only the winners
 * @see Efron, Morris (1975), JASA 70, 311–319
 */
export function shrinkLifts(all: readonly LiftEstimate[]): LiftEstimate[] {
  const n = all.length;
  const mean = all.reduce((sum, { estimate }) => sum + estimate, 0) / n;
  const spread = all.reduce((sum, { estimate }) => sum + (estimate - mean) ** 2, 0) / Math.max(1, n - 1);
  const noise = all.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / n;
  const variance = Math.max(0, spread - noise);
  return all.map(({ estimate, standardError }) => {
    const keep = variance / (variance + standardError ** 2);
    return { estimate: mean + keep * (estimate - mean), standardError: Math.sqrt(keep) * standardError };
  });
}
