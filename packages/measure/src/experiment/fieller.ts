import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { Lift } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { PairEstimate } from "./pair-estimate.ts";

/**
 * The relative lift with Fieller's interval: the lifts that a test of level `alpha`, made at each of them, does not reject.
 * It excludes 0 exactly when the absolute test does, and it covers where the delta method does not.
 * With g = t²·v_c/m_c²: finite for g < 1; for g ≥ 1 the control's mean cannot be told from zero, and the set is a ray when the treated
 * mean can be (upper end null), everything otherwise (undetermined).
 * Undetermined when the control's mean is not positive: a relative change has no meaning there.
 * @see Fieller (1954), JRSS B 16, 175–185; docs/methods/fieller.md
 */
export function fiellerLift(pair: PairEstimate, alpha = 0.05): Lift | Undetermined {
  return fiellerLiftAt(pair, studentTUpperQuantile(alpha / 2, pair.degreesOfFreedom));
}

/** The same with the critical value given: a normal quantile, a sequential boundary. */
export function fiellerLiftAt(pair: PairEstimate, critical: number): Lift | Undetermined {
  const { treated, control } = pair;
  if (!(control > 0)) {
    return undetermined("control-not-positive", "The control is not above zero, so a relative change has no meaning.");
  }
  if (treated === 0 && pair.treatedVariance === 0) {
    return undetermined("treated-all-zero", "No treated unit did it, so the size of the relative drop is unknown.");
  }
  // In units of the control, so that large values do not overflow when squared.
  const square = (critical / control) ** 2;
  const ratio = treated / control;
  // The R with (m_t − R·m_c)² ≤ t²·Var(m_t − R·m_c) solve a·R² − 2b·R + c ≤ 0.
  const a = 1 - square * pair.controlVariance;
  const b = ratio - square * pair.covariance;
  const c = ratio * ratio - square * pair.treatedVariance;
  const discriminant = b * b - a * c;
  const estimate = ratio - 1;
  if (a > 0 && discriminant >= 0 && Number.isFinite(discriminant)) {
    const root = Math.sqrt(discriminant);
    return { estimate, interval: [(b - root) / a - 1, (b + root) / a - 1], method: "fieller" };
  }
  // Outside two roots of opposite sign: only the upper ray holds ratios of means with the signs that were seen.
  if (a < 0 && c > 0 && treated > 0 && Number.isFinite(discriminant)) {
    return { estimate, interval: [(b - Math.sqrt(discriminant)) / a - 1, null], method: "fieller" };
  }
  return undetermined(
    "control-near-zero",
    "With so few outcomes the control cannot be told from zero, so the relative change could be anything.",
  );
}
