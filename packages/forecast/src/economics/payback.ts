import { type Undetermined, undetermined } from "@attune/model/undetermined";

/**
 * Periods until what was paid is back for good: the last time the running sum rises from below zero, within the period by a straight line.
 * 0 where the sum is never negative; undetermined where it ends below zero.
 * @param flows flows[0] is today, flows[i] the end of period i
 */
export function payback(flows: ArrayLike<number>): number | Undetermined {
  let sum = 0;
  let periods = 0;
  for (let i = 0; i < flows.length; i++) {
    const before = sum;
    sum += flows[i]!;
    if (before < 0 && sum >= 0) periods = i - 1 + before / (before - sum);
  }
  if (sum < 0) return undetermined("not-paid-back", "What was paid is not back by the end of the horizon.");
  return periods;
}
