import type { ItemNeighbors } from "../recommend/item-neighbors.ts";

/**
 * Scores while a history speaks, and for every item who spoke loudest for it: so an answer can give its reason without a second look. Dense, cleared in
 * constant time. One list at a time.
 */
export interface Tally {
  readonly capacity: number;
  /** Items that were scored, in the order in which they came up. */
  readonly touched: Uint32Array;
  count: number;
  readonly score: Float64Array;
  /** The item of the history that gave most. */
  readonly cause: Uint32Array;
  readonly causeStrength: Float32Array;
  readonly mark: Uint32Array;
  epoch: number;
}

export function createTally(capacity: number): Tally {
  return {
    capacity,
    touched: new Uint32Array(capacity),
    count: 0,
    score: new Float64Array(capacity),
    cause: new Uint32Array(capacity),
    causeStrength: new Float32Array(capacity),
    mark: new Uint32Array(capacity),
    epoch: 0,
  };
}

export function clearTally(tally: Tally): void {
  tally.count = 0;
  tally.epoch += 1;
  if (tally.epoch > 0xffff_fff0) {
    tally.mark.fill(0);
    tally.epoch = 1;
  }
}

/** One item of the history speaks: `weight` · strength for each of its neighbors. */
export function addRow(
  tally: Tally,
  { rowStart, neighbor, strength }: ItemNeighbors,
  row: number,
  weight: number,
  cause: number,
): void {
  const end = rowStart[row + 1]!;
  for (let entry = rowStart[row]!; entry < end; entry++)
    addOne(tally, neighbor[entry]!, weight * strength[entry]!, cause);
}

/** One item of the history speaks for one other. */
export function addOne(tally: Tally, item: number, value: number, cause: number): void {
  if (tally.mark[item] === tally.epoch) {
    tally.score[item]! += value;
    if (value <= tally.causeStrength[item]!) return;
  } else {
    tally.mark[item] = tally.epoch;
    tally.touched[tally.count++] = item;
    tally.score[item] = value;
  }
  tally.cause[item] = cause;
  tally.causeStrength[item] = value;
}
