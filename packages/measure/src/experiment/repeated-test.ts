import { groupSequentialBounds } from "./group-sequential.ts";
import type { Spending } from "./spending.ts";

/** A group-sequential plan at one of its looks. */
export interface RepeatedTest {
  /** The critical value in standard errors at this look. */
  boundary: number;
  /** Of all looks so far. */
  boundaries: number[];
  /** log of the smallest α at which this look's boundary would have been crossed by |z|. Never larger at an earlier look than allowed. */
  logPValue: (z: number) => number;
}

/** log α of the table behind `logPValue`: from 1e-12 to nearly 1. */
const LOG_ALPHAS = Array.from({ length: 49 }, (_, i) => Math.log(1e-12) * (1 - i / 48) + Math.log(0.9999) * (i / 48));

/**
 * The test at the last of the looks taken so far.
 * The repeated p is read from boundaries at 49 levels of α, linear in z² and log α between them (error below 1 % of p).
 * @param looks shares of the planned information, the present one last
 * @see Jennison, Turnbull (1989), Interim analyses: the repeated confidence interval approach, JRSS B 51, 305–361
 */
export function repeatedTest(looks: readonly number[], spending: Spending, alpha: number): RepeatedTest {
  const last = looks.length - 1;
  const table = LOG_ALPHAS.map((logAlpha) => ({
    logAlpha,
    square: groupSequentialBounds(looks, spending, Math.exp(logAlpha))[last]! ** 2,
  }));
  const boundaries = groupSequentialBounds(looks, spending, alpha);
  return {
    boundary: boundaries[last]!,
    boundaries,
    logPValue(z) {
      const square = z * z;
      const after = table.findIndex((entry) => entry.square <= square);
      if (after === -1) return 0;
      const upper = table[after]!;
      // Beyond the table the normal tail goes on: log p falls by half of z².
      if (after === 0) return upper.logAlpha - (square - upper.square) / 2;
      const lower = table[after - 1]!;
      const share = (square - upper.square) / (lower.square - upper.square);
      return upper.logAlpha + share * (lower.logAlpha - upper.logAlpha);
    },
  };
}
