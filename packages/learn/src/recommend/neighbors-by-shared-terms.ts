import { collectNeighbors, type ItemNeighbors } from "./item-neighbors.ts";
import type { ScoreBoard } from "./score-board.ts";
import { type RankedItems, topItems } from "./top-items.ts";

/** Items × terms (attributes), compressed sparse rows. */
export interface WeighedTerms {
  /** Terms of item i are `rowStart[i]` to `rowStart[i + 1]`, exclusive; each once, ascending. */
  rowStart: Uint32Array;
  term: Uint32Array;
  /** Of each term, > 0 where an item has it. */
  weight: Float64Array;
  /** Of each item, > 0 where it has terms: what the weights that it shares with another are divided by. */
  length: Float64Array;
}

/** Sums of the same numbers in another order differ by less. */
const rounding = 1e-9;
const mostReads = 4_000;

/**
 * For every item i the `limit` items j with the largest Σ of the weights of the terms of both, over length_i · length_j; equal ones by their number. Terms that few
 * items have are asked first, each for its shortest items first, and what can no longer come among the strongest is never looked at: the upper bounds of
 * [Turtle & Flood 1995, MaxScore] over lists ordered by impact. Items with the same terms and length are worked out once. Exact where `reads` places of lists are
 * enough for that; otherwise the strongest of those found by then, who share the rarest terms. O(items · reads · terms of an item) at most.
 */
export function neighborsBySharedTerms(items: WeighedTerms, limit: number, reads: number = mostReads): ItemNeighbors {
  const itemCount = items.length.length;
  const putStrongest = searchSharedTerms(items, limit + 1, reads);
  const twins = twinsOf(items);
  /** By the first of some twins: what is strongest for all of them, themselves among it. */
  const known = new Map<number, RankedItems>();
  return collectNeighbors(itemCount, limit, (item, board) => {
    const first = twins[item]!;
    let ranked = known.get(first);
    if (ranked === undefined) {
      putStrongest(item, board);
      if (first === alone) return board.remove(item);
      ranked = topItems(board, limit + 1);
      known.set(first, ranked);
      board.clear();
    }
    ranked.items.forEach((other, i) => {
      if (other !== item) board.add(other, ranked.scores[i]!);
    });
  });
}

/** Puts on an empty board the `count` strongest for an item, itself among them, and some that are weaker. */
function searchSharedTerms(
  items: WeighedTerms,
  count: number,
  reads: number,
): (item: number, board: ScoreBoard) => void {
  const { rowStart, term, weight, length } = items;
  const lists = listsByImpact(items);
  /** Weights of the terms of the item that asks; 0 of all others. */
  const asked = new Float64Array(weight.length);
  const sizeOf = (each: number) => lists.start[each + 1]! - lists.start[each]!;
  const mostOf = (each: number) => lists.value[lists.start[each]!]!;

  function wholeScore(other: number): number {
    let sum = 0;
    for (let entry = rowStart[other]!; entry < rowStart[other + 1]!; entry++) sum += asked[term[entry]!]!;
    return sum / length[other]!;
  }

  /** What `count` items have at least: the least whole score of those that lead by what was read; 0 where there are fewer. */
  function leastOfStrongest(board: ScoreBoard): number {
    const leading = topItems(board, count).items;
    if (leading.length < count) return 0;
    return leading.reduce((least, other) => Math.min(least, wholeScore(other)), Number.POSITIVE_INFINITY);
  }

  return (item, board) => {
    const own = term.slice(rowStart[item]!, rowStart[item + 1]!).sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
    for (const each of own) asked[each] = weight[each]!;
    /** What all lists after this one can add at most, and what the parts of lists that were passed over can. */
    let ahead = own.reduce((sum, each) => sum + mostOf(each), 0);
    let passedOver = 0;
    /** Weights of the lists of which parts were passed over. */
    let unread = 0;
    let read = 0;
    let readWhenJudged = count;
    let least = 0;
    for (const each of own) {
      ahead -= mostOf(each);
      // To judge costs about what was read: it pays each time that has doubled.
      if (read >= 2 * readWhenJudged) {
        least = Math.max(least, leastOfStrongest(board));
        readWhenJudged = read;
      }
      const end = lists.start[each + 1]!;
      let at = lists.start[each]!;
      for (; at < end && read < reads && !isOut(lists.value[at]! + ahead + passedOver, least); at++, read++)
        board.add(lists.item[at]!, lists.value[at]!);
      if (at < end) {
        passedOver += lists.value[at]!;
        unread += weight[each]!;
      }
    }
    least = Math.max(least, leastOfStrongest(board));
    for (const other of board.touched()) {
      if (isOut(board.scoreOf(other) + Math.min(passedOver, unread / length[other]!), least)) board.remove(other);
      else board.set(other, wholeScore(other) / length[item]!);
    }
    for (const each of own) asked[each] = 0;
  };
}

/** Whether a sum that is this at most cannot be among those that are `least` or more. */
function isOut(most: number, least: number): boolean {
  return most * (1 + rounding) < least;
}

/** Of every term its items, those it says most of first, and what it says of them: its weight over their length. */
function listsByImpact({ rowStart, term, weight, length }: WeighedTerms) {
  const start = new Uint32Array(weight.length + 1);
  for (const each of term) start[each + 1]!++;
  for (let each = 0; each < weight.length; each++) start[each + 1]! += start[each]!;
  const next = start.slice();
  const item = new Uint32Array(term.length);
  const value = new Float64Array(term.length);
  for (const each of Uint32Array.from(length.keys()).sort((a, b) => length[a]! - length[b]! || a - b)) {
    for (let entry = rowStart[each]!; entry < rowStart[each + 1]!; entry++) {
      const place = next[term[entry]!]!++;
      item[place] = each;
      value[place] = weight[term[entry]!]! / length[each]!;
    }
  }
  return { start, item, value };
}

const alone = 0xffff_ffff;

/** Of every item the first that has the same terms and length; `alone` where no other has. */
function twinsOf({ rowStart, term, length }: WeighedTerms): Uint32Array {
  const first = new Map<string, number>();
  const twins = new Uint32Array(length.length).fill(alone);
  for (let item = 0; item < length.length; item++) {
    const signature = `${length[item]}:${term.subarray(rowStart[item]!, rowStart[item + 1]!)}`;
    const found = first.get(signature);
    if (found === undefined) first.set(signature, item);
    else {
      twins[found] = found;
      twins[item] = found;
    }
  }
  return twins;
}
