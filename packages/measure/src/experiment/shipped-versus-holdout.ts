import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** A lift with its standard error. */
export interface LiftEstimate {
  estimate: number;
  standardError: number;
}

/** What all shipped changes promised together, against what the global holdout says they did. */
export interface HoldoutCalibration {
  /** Sum of the shipped lifts as they were reported. */
  promised: number;
  /** The lift of the global holdout. */
  delivered: number;
  /** delivered/promised, with its interval. */
  factor: number;
  interval: [number, number];
}

/**
 * The discount that past promises deserve: shipped effects were chosen for being large, so their sum overstates (winner's curse).
 * The promised sum is what was said, a fixed number; only the holdout is uncertain, so the interval is right however winners were chosen.
 * Undetermined when nothing was promised.
 */
export function calibrateByHoldout(
  shipped: readonly number[],
  holdout: LiftEstimate,
  alpha = 0.05,
): HoldoutCalibration | Undetermined {
  const promised = shipped.reduce((sum, lift) => sum + lift, 0);
  if (!(promised > 0))
    return undetermined("nothing-promised", "The shipped experiments promised no gain to compare with.");
  const half = normalUpperQuantile(alpha / 2) * holdout.standardError;
  return {
    promised,
    delivered: holdout.estimate,
    factor: holdout.estimate / promised,
    interval: [(holdout.estimate - half) / promised, (holdout.estimate + half) / promised],
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
