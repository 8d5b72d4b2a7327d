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
  epoch: number;
  /** Four numbers an item, side by side, for a large catalogue is read from memory and not from a cache: epoch, score, cause, and how strong that was. */
  readonly cells: Float64Array;
}

export function createTally(capacity: number): Tally {
  return {
    capacity,
    touched: new Uint32Array(capacity),
    count: 0,
    epoch: 0,
    cells: new Float64Array(4 * capacity),
  };
}

export function clearTally(tally: Tally): void {
  tally.count = 0;
  tally.epoch += 1;
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
  const { cells } = tally;
  const cell = 4 * item;
  if (cells[cell] === tally.epoch) {
    cells[cell + 1]! += value;
    if (value <= cells[cell + 3]!) return;
  } else {
    cells[cell] = tally.epoch;
    cells[cell + 1] = value;
    tally.touched[tally.count++] = item;
  }
  cells[cell + 2] = cause;
  cells[cell + 3] = value;
}

/** 0 where nothing spoke for the item. */
export function scoreIn({ cells, epoch }: Tally, item: number): number {
  return cells[4 * item] === epoch ? cells[4 * item + 1]! : 0;
}

export function multiplyScore({ cells }: Tally, item: number, factor: number): void {
  cells[4 * item + 1]! *= factor;
}

/** The item of the history that spoke loudest for one that was scored. */
export function causeIn({ cells }: Tally, item: number): number {
  return cells[4 * item + 2]!;
}
