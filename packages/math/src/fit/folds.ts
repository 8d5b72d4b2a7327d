import type { Rng } from "../rng.ts";

/**
 * Fold of each row, 0..count−1, drawn so that each fold holds the same share (± 1) of every stratum: each treatment arm, say, is in each
 * fold. Rows of one stratum fewer than `count` leave some folds without it.
 */
export function stratifiedFolds(strata: ArrayLike<number>, count: number, rng: Rng): Int32Array {
  const rows = Array.from({ length: strata.length }, (_, i) => i);
  shuffle(rows, rng);
  const next = new Map<number, number>();
  const folds = new Int32Array(strata.length);
  for (const row of rows) {
    const stratum = strata[row]!;
    const fold = next.get(stratum) ?? 0;
    folds[row] = fold % count;
    next.set(stratum, fold + 1);
  }
  return folds;
}

/** Fisher–Yates, in place. */
export function shuffle<T>(values: T[], rng: Rng): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
}

/** Rows in the fold, and rows outside it. */
export function splitFold(folds: Int32Array, fold: number): { inside: Int32Array; outside: Int32Array } {
  const inside: number[] = [];
  const outside: number[] = [];
  for (let i = 0; i < folds.length; i++) (folds[i] === fold ? inside : outside).push(i);
  return { inside: Int32Array.from(inside), outside: Int32Array.from(outside) };
}

/** The rows of a column, in the order asked for. */
export function takeRows(column: ArrayLike<number>, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
  return taken;
}
