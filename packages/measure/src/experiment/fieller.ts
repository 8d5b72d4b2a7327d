import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { Lift } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ArmEstimate } from "./arm-estimate.ts";
import { welchDegreesOfFreedom } from "./welch.ts";

/**
 * The relative lift with Fieller's interval: the set of lifts that a test of level `alpha` at each of them does not reject.
 * It excludes 0 exactly when the absolute test does, which the delta method does not, and it covers where the delta method does not.
 * With g = t²·v_c/m_c²: finite for g < 1; for g ≥ 1 the control's mean cannot be told from zero, and the set is a ray when the treated
 * mean can be (upper end null), everything otherwise (undetermined).
 * Undetermined when the control's mean is not positive: a relative change has no meaning there.
 * @see Fieller (1954), JRSS B 16, 175–185; docs/methods/fieller.md
 */
export function fiellerLift(treated: ArmEstimate, control: ArmEstimate, alpha = 0.05): Lift | Undetermined {
  if (treated.variance === 0 && control.variance === 0) {
    return undetermined("zero-variance", "Every unit of both variants has the same value, so chance cannot be judged.");
  }
  const critical = studentTUpperQuantile(alpha / 2, welchDegreesOfFreedom(treated, control));
  return fiellerLiftAt(treated, control, critical);
}

/** The same with the critical value given: a normal quantile, a sequential boundary. */
export function fiellerLiftAt(treated: ArmEstimate, control: ArmEstimate, critical: number): Lift | Undetermined {
  if (!(control.value > 0)) {
    return undetermined(
      "control-not-positive",
      "The control's value is not above zero, so a relative change has no meaning.",
    );
  }
  if (treated.value === 0 && treated.variance === 0) {
    return undetermined(
      "treated-all-zero",
      "Nobody among the treated did it, so the size of the relative drop is unknown.",
    );
  }
  const ratio = treated.value / control.value;
  const g = (critical * critical * control.variance) / control.value ** 2;
  const spread = treated.variance + ratio * ratio * control.variance - g * treated.variance;
  if (g < 1) {
    const half = (critical / control.value) * Math.sqrt(spread);
    return {
      estimate: ratio - 1,
      interval: [(ratio - half) / (1 - g) - 1, (ratio + half) / (1 - g) - 1],
      method: "fieller",
    };
  }
  // The set is what lies outside two roots; with a treated mean clear of zero they have opposite signs, and only the upper ray is possible.
  const treatedIsPositive = treated.value > critical * Math.sqrt(treated.variance);
  if (spread > 0 && treatedIsPositive && g > 1) {
    const half = (critical / control.value) * Math.sqrt(spread);
    return { estimate: ratio - 1, interval: [(ratio - half) / (1 - g) - 1, null], method: "fieller" };
  }
  return undetermined(
    "control-near-zero",
    "The control's value cannot be told from zero with these few outcomes, so the relative change could be anything.",
  );
}
