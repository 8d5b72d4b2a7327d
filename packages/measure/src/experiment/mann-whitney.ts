import { logNormalSurvival } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** A rank test: blind to how large a large value is. */
export interface RankTest {
  /** Pairs in which the treated value is larger, ties counted half. */
  u: number;
  /** P(treated > control) + ½·P(equal): 0.5 without any difference. */
  probabilityLarger: number;
  pValue: number;
  logPValue: number;
}

/**
 * Mann and Whitney's test with corrections for ties and continuity: the robust view beside a mean that outliers may carry.
 * It asks whether values tend to be larger, not whether their mean is. O(n log n).
 * Undetermined when all values are equal.
 * @see Mann, Whitney (1947), Annals of Mathematical Statistics 18, 50–60
 */
export function mannWhitney(treated: Float64Array, control: Float64Array): RankTest | Undetermined {
  const nt = treated.length;
  const nc = control.length;
  const t = treated.slice().sort();
  const c = control.slice().sort();
  let u = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  // Merge both sorted arrays value by value.
  while (i < nt || j < nc) {
    const value = Math.min(t[i] ?? Infinity, c[j] ?? Infinity);
    const fromT = i;
    const fromC = j;
    while (i < nt && t[i] === value) i++;
    while (j < nc && c[j] === value) j++;
    const equalT = i - fromT;
    const equalC = j - fromC;
    u += equalT * (fromC + equalC / 2);
    ties += (equalT + equalC) ** 3 - (equalT + equalC);
  }
  const n = nt + nc;
  const variance = ((nt * nc) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) return undetermined("zero-variance", "All values are equal, so ranks say nothing.");
  const distance = Math.max(0, Math.abs(u - (nt * nc) / 2) - 0.5);
  const logPValue = Math.min(0, Math.LN2 + logNormalSurvival(distance / Math.sqrt(variance)));
  return { u, probabilityLarger: u / (nt * nc), pValue: Math.exp(logPValue), logPValue };
}
