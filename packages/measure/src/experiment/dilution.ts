import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { differenceVariance, type PairEstimate } from "./pair-estimate.ts";

/** The effect on everyone of a change that only some could meet. */
export interface DilutedEffect {
  estimate: number;
  standardError: number;
  /** Relative to the control's mean over everyone. */
  lift: number;
  /** Share of units that were triggered. */
  triggerShare: number;
}

/**
 * From the triggered units to everyone: those who could not meet the change have no effect, so the effect is that of the triggered times
 * their share. This analysis has less noise than that of everyone, and the same target.
 * Assumes that the trigger is computed alike in both variants (counterfactual logging): check the sample ratio of the triggered.
 * @param triggered the pair of the triggered units
 * @param everyone units of both variants, and the control's mean over all of its units
 * @see Deng, Hu (2015), Diluted treatment effect estimation for trigger analysis, WSDM
 */
export function dilutedEffect(
  triggered: PairEstimate,
  everyone: { units: number; controlMean: number },
): DilutedEffect | Undetermined {
  const units = triggered.treatedUnits + triggered.controlUnits;
  if (!(units > 0 && units <= everyone.units)) {
    return undetermined("bad-trigger", `${units} triggered units cannot come from ${everyone.units}.`);
  }
  if (!(everyone.controlMean > 0)) {
    return undetermined("control-not-positive", "The control is not above zero, so a relative change has no meaning.");
  }
  const share = units / everyone.units;
  const effect = triggered.treated - triggered.control;
  // The share is an estimate as well: Var(s·e) ≈ s²·Var(e) + e²·s(1 − s)/N.
  const variance = share ** 2 * differenceVariance(triggered) + (effect ** 2 * share * (1 - share)) / everyone.units;
  return {
    estimate: share * effect,
    standardError: Math.sqrt(variance),
    lift: (share * effect) / everyone.controlMean,
    triggerShare: share,
  };
}
