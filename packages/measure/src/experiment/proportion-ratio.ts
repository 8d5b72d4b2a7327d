import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { rootBetween } from "@attune/math/root-between";
import type { Lift } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/**
 * The relative lift of a proportion with the interval that inverts the score test of p_t/p_c: it stays right where an arm has few
 * successes or none. No treated success: the lower end is −1. No control success: the upper end is null.
 * Undetermined when neither arm has one.
 * @see Miettinen, Nurminen (1985), Statistics in Medicine 4, 213–226; Koopman (1984), Biometrics 40, 513–517
 */
export function scoreRatioLift(
  treated: ProportionStatistics,
  control: ProportionStatistics,
  alpha = 0.05,
): Lift | Undetermined {
  if (control.successes === 0) {
    return undetermined("control-all-zero", "No unit of the control did it, so a relative change has no meaning.");
  }
  const z = normalUpperQuantile(alpha / 2);
  const estimate = treated.successes / treated.n / (control.successes / control.n);
  const excess = (logRatio: number) => Math.abs(scoreOfRatio(treated, control, Math.exp(logRatio))) - z;
  const start = estimate > 0 ? Math.log(estimate) : Math.log(0.5 / treated.n / (control.successes / control.n));
  const low = treated.successes === 0 ? 0 : Math.exp(crossing(excess, start, -1));
  const high = Math.exp(crossing(excess, start, 1));
  return { estimate: estimate - 1, interval: [low - 1, high === Infinity ? null : high - 1], method: "score" };
}

/** Where the score leaves the acceptance region, going from `start` in steps that double. */
function crossing(excess: (x: number) => number, start: number, direction: 1 | -1): number {
  let inside = start;
  let step = 0.1;
  for (let i = 0; i < 60; i++) {
    const next = inside + direction * step;
    if (excess(next) > 0) return rootBetween(excess, Math.min(inside, next), Math.max(inside, next));
    inside = next;
    step *= 2;
  }
  return direction * Infinity;
}

/** The score statistic of p_t = φ·p_c at the likeliest proportions under it, a root of a quadratic. */
function scoreOfRatio(treated: ProportionStatistics, control: ProportionStatistics, ratio: number): number {
  const total = treated.n + control.n;
  const a = total * ratio;
  const b = treated.n * ratio + treated.successes + control.n + control.successes * ratio;
  const c = treated.successes + control.successes;
  const pc = Math.min(1, (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c))));
  const pt = Math.min(1, ratio * pc);
  const variance = ((pt * (1 - pt)) / treated.n + (ratio * ratio * pc * (1 - pc)) / control.n) * (total / (total - 1));
  const distance = treated.successes / treated.n - (ratio * control.successes) / control.n;
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Number.MAX_VALUE;
  return distance / Math.sqrt(variance);
}
