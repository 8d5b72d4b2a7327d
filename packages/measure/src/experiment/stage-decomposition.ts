import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** How many units of a variant reached each stage, from the first on: visitors, product views, carts, checkouts, orders. */
export type StageCounts = readonly number[];

/** What one stage adds to the effect on the share that reaches the last. */
export interface StageContribution {
  /** Transition from stage k to k + 1. */
  stage: number;
  rate: { treated: number; control: number };
  contribution: number;
  standardError: number;
  interval: [number, number];
}

/** The effect on the share that reaches the last stage, split over the transitions. */
export interface StageDecomposition {
  effect: number;
  contributions: StageContribution[];
}

/**
 * Splits the effect on final conversion into the transitions that caused it, exactly: with the logarithmic mean L of both conversions,
 * the transition with rates r gives L·ln(r_t/r_c), and these sum to the effect without remainder (LMDI).
 * Intervals by the delta method; transitions are independent given who reached them.
 * Undetermined when a stage is empty in a variant.
 * @see Ang (2005), The LMDI approach to decomposition analysis, Energy Policy 33, 867–871
 */
export function decomposeByStage(
  treated: StageCounts,
  control: StageCounts,
  alpha = 0.05,
): StageDecomposition | Undetermined {
  const stages = treated.length - 1;
  if (control.length !== treated.length || stages < 1 || [...treated, ...control].some((n) => !(n > 0))) {
    return undetermined("empty-stage", "A stage of the funnel is empty in one of the variants.");
  }
  const final = (counts: StageCounts) => counts[stages]! / counts[0]!;
  const effect = final(treated) - final(control);
  const scale = logarithmicMean(final(treated), final(control));
  const z = normalUpperQuantile(alpha / 2);
  const contributions = Array.from({ length: stages }, (_, k): StageContribution => {
    const rateT = treated[k + 1]! / treated[k]!;
    const rateC = control[k + 1]! / control[k]!;
    const contribution = scale * Math.log(rateT / rateC);
    // Var(ln r) of a binomial share is (1 − r)/(n·r).
    const logVariance = (1 - rateT) / treated[k + 1]! + (1 - rateC) / control[k + 1]!;
    const standardError = scale * Math.sqrt(logVariance);
    const half = z * standardError;
    return {
      stage: k,
      rate: { treated: rateT, control: rateC },
      contribution,
      standardError,
      interval: [contribution - half, contribution + half],
    };
  });
  return { effect, contributions };
}

/** (x − y)/(ln x − ln y), and x where they are equal. */
function logarithmicMean(x: number, y: number): number {
  const difference = Math.log(x / y);
  return Math.abs(difference) < 1e-9 ? Math.sqrt(x * y) : (x - y) / difference;
}
