import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { rootBetween } from "@attune/math/root-between";
import { wilsonInterval } from "./binomial-interval.ts";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** Interval of p_t − p_c from two Wilson intervals ("method 10"). @see Newcombe (1998), Statistics in Medicine 17, 873–890 */
export function newcombeInterval(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  alpha = 0.05,
): [number, number] {
  const pt = treated.successes / treated.n;
  const pc = control.successes / control.n;
  const [lowT, highT] = wilsonInterval(treated, alpha);
  const [lowC, highC] = wilsonInterval(control, alpha);
  const difference = pt - pc;
  return [difference - Math.hypot(pt - lowT, highC - pc), difference + Math.hypot(highT - pt, pc - lowC)];
}

/** Wald's interval after one success and one failure are added to each arm. @see Agresti, Caffo (2000), American Statistician 54, 280–288 */
export function agrestiCaffoInterval(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  alpha = 0.05,
): [number, number] {
  const z = normalUpperQuantile(alpha / 2);
  const pt = (treated.successes + 1) / (treated.n + 2);
  const pc = (control.successes + 1) / (control.n + 2);
  const half = z * Math.sqrt((pt * (1 - pt)) / (treated.n + 2) + (pc * (1 - pc)) / (control.n + 2));
  return [pt - pc - half, pt - pc + half];
}

/**
 * The differences that a score test of level alpha does not reject: the best of the simple ones for small counts.
 * @see Miettinen, Nurminen (1985), Statistics in Medicine 4, 213–226
 */
export function scoreDifferenceInterval(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  alpha = 0.05,
): [number, number] {
  const z = normalUpperQuantile(alpha / 2);
  const estimate = treated.successes / treated.n - control.successes / control.n;
  const excess = (difference: number) => Math.abs(scoreOfDifference(treated, control, difference)) - z;
  const low = excess(-1) <= 0 ? -1 : rootBetween(excess, -1, estimate);
  const high = excess(1) <= 0 ? 1 : rootBetween(excess, estimate, 1);
  return [low, high];
}

/** The score statistic of p_t − p_c = δ, standardized with the proportions that are likeliest under it. */
function scoreOfDifference(treated: ProportionStatistics, control: ProportionStatistics, delta: number): number {
  const total = treated.n + control.n;
  const distance = treated.successes / treated.n - control.successes / control.n - delta;
  const pc = constrainedControl(treated, control, delta);
  const pt = Math.min(1, Math.max(0, pc + delta));
  const variance = ((pt * (1 - pt)) / treated.n + (pc * (1 - pc)) / control.n) * (total / (total - 1));
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Number.MAX_VALUE;
  return distance / Math.sqrt(variance);
}

/** p_c that maximizes the likelihood when p_t = p_c + δ: the middle root of a cubic. @see Miettinen, Nurminen (1985), appendix I */
function constrainedControl(treated: ProportionStatistics, control: ProportionStatistics, delta: number): number {
  const n1 = treated.n;
  const n0 = control.n;
  const n = n1 + n0;
  const successes = treated.successes + control.successes;
  const l2 = (n1 + 2 * n0) * delta - n - successes;
  const l1 = (n0 * delta - n - 2 * control.successes) * delta + successes;
  const l0 = control.successes * delta * (1 - delta);
  const q = (l2 / (3 * n)) ** 3 - (l1 * l2) / (6 * n * n) + l0 / (2 * n);
  const p = Math.sign(q || 1) * Math.sqrt(Math.max(0, (l2 / (3 * n)) ** 2 - l1 / (3 * n)));
  const cosine = p === 0 ? 0 : Math.min(1, Math.max(-1, q / p ** 3));
  const angle = (Math.PI + Math.acos(cosine)) / 3;
  return polish(2 * p * Math.cos(angle) - l2 / (3 * n), treated, control, delta);
}

/** Newton on the likelihood's derivative, which falls: the cubic's arccosine alone leaves half of the digits. */
function polish(start: number, treated: ProportionStatistics, control: ProportionStatistics, delta: number): number {
  const low = Math.max(0, -delta);
  const high = Math.min(1, 1 - delta);
  let pc = Math.min(high, Math.max(low, start));
  for (let i = 0; i < 20 && pc > low && pc < high; i++) {
    const pt = pc + delta;
    const failuresT = treated.n - treated.successes;
    const failuresC = control.n - control.successes;
    const slope = treated.successes / pt - failuresT / (1 - pt) + control.successes / pc - failuresC / (1 - pc);
    const curvature =
      treated.successes / pt ** 2 + failuresT / (1 - pt) ** 2 + control.successes / pc ** 2 + failuresC / (1 - pc) ** 2;
    const next = Math.min(high, Math.max(low, pc + slope / curvature));
    const done = Math.abs(next - pc) <= 1e-15 * next;
    pc = next;
    if (done) break;
  }
  return pc;
}
