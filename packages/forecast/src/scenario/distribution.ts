import type { BeforeAfter, Distribution } from "@attune/model/scenario-report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Pair } from "./outcomes.ts";
import { quantilesOf } from "./quantiles.ts";

/** Mean, P10, median and P90 of the draws; the draws stay as they are. */
export function distributionOf(draws: Float64Array): Distribution {
  let sum = 0;
  for (let i = 0; i < draws.length; i++) sum += draws[i]!;
  const [p10, p50, p90] = quantilesOf(draws.slice(), [0.1, 0.5, 0.9]);
  return { mean: sum / draws.length, p10: p10!, p50: p50!, p90: p90! };
}

/** Undetermined where a draw has no value. */
export function pairOf({ base, scenario }: Pair, code: string, reason: string): BeforeAfter | Undetermined {
  const broken = (draws: Float64Array) => draws.some((value) => !Number.isFinite(value));
  if (broken(base) || broken(scenario)) return undetermined(code, reason);
  return { baseline: distributionOf(base), scenario: distributionOf(scenario) };
}

/** Share of the draws that fulfil something. */
export function shareOf(draws: Float64Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < draws.length; i++) if (holds(draws[i]!)) count++;
  return count / draws.length;
}
