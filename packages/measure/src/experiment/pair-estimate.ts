import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ArmEstimate } from "./arm-estimate.ts";

/**
 * Treated and control of one metric, jointly: what every test and interval of a difference or a ratio needs.
 * The covariance is zero for independent arms, and not for arms that were adjusted with a shared covariate or share clusters.
 */
export interface PairEstimate {
  treated: number;
  control: number;
  /** Squared standard errors. */
  treatedVariance: number;
  controlVariance: number;
  covariance: number;
  /** Of the difference. */
  degreesOfFreedom: number;
  treatedUnits: number;
  controlUnits: number;
}

/** Two independent arms; degrees of freedom by Welch and Satterthwaite. Undetermined when neither varies. */
export function independentPair(treated: ArmEstimate, control: ArmEstimate): PairEstimate | Undetermined {
  const total = treated.variance + control.variance;
  if (total === 0) {
    return undetermined(
      "zero-variance",
      "Within each variant every unit has the same value, so chance cannot be judged.",
    );
  }
  return {
    treated: treated.value,
    control: control.value,
    treatedVariance: treated.variance,
    controlVariance: control.variance,
    covariance: 0,
    degreesOfFreedom: satterthwaite(
      treated.variance,
      treated.degreesOfFreedom,
      control.variance,
      control.degreesOfFreedom,
    ),
    treatedUnits: treated.n,
    controlUnits: control.n,
  };
}

/** The degrees of freedom of a sum of two independent variance estimates. @see Welch (1947), Biometrika 34, 28–35 */
export function satterthwaite(variance1: number, df1: number, variance2: number, df2: number): number {
  const total = variance1 + variance2;
  // Shares first: squares of very small variances would underflow.
  const share1 = variance1 / total;
  const share2 = variance2 / total;
  return 1 / ((share1 * share1) / df1 + (share2 * share2) / df2);
}

/** Variance of treated minus control. */
export function differenceVariance(pair: PairEstimate): number {
  return pair.treatedVariance + pair.controlVariance - 2 * pair.covariance;
}
