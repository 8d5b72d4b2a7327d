import type { Bounds } from "@attune/model/condition";

/** Kleene's three values: 1 yes, −1 no, 0 undetermined. All is the least of them, any the greatest, not the opposite. */
export type Truth = -1 | 0 | 1;

export const truth = (holds: boolean): Truth => (holds ? 1 : -1);

/** What is known of a number: it lies in [least, most]. Equal where it is known exactly. */
export interface Range {
  least: number;
  most: number;
}

/** Whether a number that is known to lie in a range meets the bounds; undetermined where the range does not tell. */
export function meetsBounds({ least, most }: Readonly<Range>, { atLeast, atMost }: Bounds): Truth {
  const low = atLeast ?? Number.NEGATIVE_INFINITY;
  const high = atMost ?? Number.POSITIVE_INFINITY;
  if (most < low || least > high) return -1;
  return least >= low && most <= high ? 1 : 0;
}

/** The same for a count, which without bounds asks for at least one. */
export function meetsCount(count: Readonly<Range>, bounds: Bounds): Truth {
  if (bounds.atLeast === undefined && bounds.atMost === undefined) {
    if (count.most < 1) return -1;
    return count.least >= 1 ? 1 : 0;
  }
  return meetsBounds(count, bounds);
}
