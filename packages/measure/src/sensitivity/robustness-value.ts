import { studentTUpperQuantile } from "@attune/math/distribution/student-t";

/** How much of the rest of both treatment and outcome a confounder must explain to overturn a regression's answer. */
export interface RobustnessValue {
  /** Share of the outcome's remaining variance that the treatment explains. */
  partialR2: number;
  /** Confounding of this share (of treatment and of outcome alike) brings the estimate to 0. */
  toZero: number;
  /** This share brings it within the 5 % level; 0 where it is there already. */
  toInsignificance: number;
}

/**
 * Cinelli and Hazlett's robustness values from a coefficient's t value and the residual degrees of freedom.
 * @see Cinelli and Hazlett (2020), JRSS B 82, 39–67, eq. 18–19; docs/methods/sensitivity.md
 */
export function robustnessValue(t: number, degreesOfFreedom: number): RobustnessValue {
  const f = Math.abs(t) / Math.sqrt(degreesOfFreedom);
  const critical = studentTUpperQuantile(0.025, degreesOfFreedom - 1) / Math.sqrt(degreesOfFreedom - 1);
  return {
    partialR2: (f * f) / (1 + f * f),
    toZero: shareFor(f),
    toInsignificance: f > critical ? shareFor(f - critical) : 0,
  };
}

/** ½(√(f⁴ + 4f²) − f²). */
function shareFor(f: number): number {
  return 0.5 * (Math.sqrt(f ** 4 + 4 * f * f) - f * f);
}
