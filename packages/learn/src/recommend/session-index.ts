import type { Interactions } from "./interactions.ts";
import type { ScoreBoard } from "./score-board.ts";
import { type RankedItems, topItems } from "./top-items.ts";

/**
 * Past sessions, newest first (session 0 ended last), with the newest sessions of every item at hand: the index of VMIS-kNN
 * [Kersbergen et al. 2022]. Memory: 5 bytes per event for the sessions, 4 for the lists.
 */
export interface SessionIndex {
  sessionCount: number;
  itemCount: number;
  /** Items of session s, in order of time: `rowStart[s]` to `rowStart[s + 1]`, exclusive. */
  rowStart: Uint32Array;
  item: Uint32Array;
  /** 1 where the item comes for the first time in its session, 2 for the last time, 3 for the only time. */
  turn: Uint8Array;
  /** When each session ended, in milliseconds. */
  endAt: Float64Array;
  /** How many distinct items each session has. */
  size: Uint32Array;
  /** Sessions of item i, newest first and at most `sampleSize`: `postingStart[i]` to `postingStart[i + 1]`, exclusive. */
  postingStart: Uint32Array;
  posting: Uint32Array;
  /** ln(sessions / clicks) of each item. */
  idf: Float64Array;
  sampleSize: number;
}

/** Bits of `turn`. */
export const firstTurn = 1;
export const lastTurn = 2;

/** Rows of `interactions` are the sessions. */
export function createSessionIndex(interactions: Interactions, sampleSize: number): SessionIndex {
  const itemCount = interactions.itemIds.length;
  const rows = rowsNewestFirst(interactions);
  const rowStart = new Uint32Array(rows.length + 1);
  const item = new Uint32Array(interactions.item.length);
  const turn = new Uint8Array(interactions.item.length);
  const latest = new Uint32Array(itemCount);
  const endAt = new Float64Array(rows.length);
  const size = new Uint32Array(rows.length);
  const clicks = new Uint32Array(itemCount);
  const kept = new Uint32Array(itemCount);
  const seenIn = new Int32Array(itemCount).fill(-1);
  let count = 0;
  for (let session = 0; session < rows.length; session++) {
    const from = interactions.rowStart[rows[session]!]!;
    const to = interactions.rowStart[rows[session]! + 1]!;
    endAt[session] = interactions.at[to - 1]!;
    for (let entry = from; entry < to; entry++) {
      const i = interactions.item[entry]!;
      item[count] = i;
      clicks[i]!++;
      const isRepeated = seenIn[i] === session;
      if (isRepeated) turn[latest[i]!]! -= lastTurn;
      turn[count] = isRepeated ? lastTurn : firstTurn + lastTurn;
      latest[i] = count++;
      if (isRepeated) continue;
      seenIn[i] = session;
      size[session]!++;
      if (kept[i]! < sampleSize) kept[i]!++;
    }
    rowStart[session + 1] = count;
  }

  const postingStart = new Uint32Array(itemCount + 1);
  for (let i = 0; i < itemCount; i++) postingStart[i + 1] = postingStart[i]! + kept[i]!;
  const posting = new Uint32Array(postingStart[itemCount]!);
  const next = postingStart.slice(0, itemCount);
  seenIn.fill(-1);
  for (let session = 0; session < rows.length; session++) {
    for (let entry = rowStart[session]!; entry < rowStart[session + 1]!; entry++) {
      const i = item[entry]!;
      if (seenIn[i] === session || next[i]! === postingStart[i + 1]!) continue;
      seenIn[i] = session;
      posting[next[i]!++] = session;
    }
  }
  const idf = Float64Array.from(clicks, (n) => (n === 0 ? 0 : Math.log(rows.length / n)));
  return {
    sessionCount: rows.length,
    itemCount,
    rowStart,
    item,
    turn,
    endAt,
    size,
    postingStart,
    posting,
    idf,
    sampleSize,
  };
}

/** What an item of the present session weighs. */
export interface WeighedItem {
  item: number;
  weight: number;
}

/**
 * The `count` sessions most like the present one among the `sampleSize` newest that share an item with it: similarity is the summed weight of
 * the shared items times `factor(session)`. Ties: the newer session. The board must have room for every session. Because lists run newest
 * first, cutting each at `sampleSize` loses none of the `sampleSize` newest of their union.
 */
export function nearestSessions(
  index: SessionIndex,
  items: readonly WeighedItem[],
  count: number,
  factor: (session: number) => number,
  board: ScoreBoard,
): RankedItems {
  board.clear();
  const { postingStart, posting } = index;
  for (const { item, weight } of items) {
    for (let place = postingStart[item]!; place < postingStart[item + 1]!; place++) board.add(posting[place]!, weight);
  }
  const candidates = board.touched();
  const oldest =
    candidates.length > index.sampleSize ? nthSmallest(candidates.slice(), index.sampleSize - 1) : index.sessionCount;
  for (const session of candidates) {
    if (session > oldest) board.remove(session);
    else board.set(session, board.scoreOf(session) * factor(session));
  }
  return topItems(board, count);
}

/** Non-empty rows by their last time, newest first; ties: the row that came later first. */
function rowsNewestFirst({ rowStart, at }: Interactions): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! > rowStart[row]!) rows.push(row);
  const endAt = (row: number) => at[rowStart[row + 1]! - 1]!;
  return Uint32Array.from(rows.sort((a, b) => endAt(b) - endAt(a) || b - a));
}

/** Quickselect in place [Hoare 1961]; expected linear. `n` from 0. */
function nthSmallest(values: Uint32Array, n: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1]!;
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (n <= j) to = j;
    else if (n >= i) from = i;
    else break;
  }
  return values[n]!;
}
