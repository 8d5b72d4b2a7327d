import type { Interactions } from "../recommend/interactions.ts";
import type { History, Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";

/** What changes for people when one model replaces another. */
export interface ListChange {
  people: number;
  /** Share of the people whose list holds other items than before. */
  changedShare: number;
  /** Mean share of a list that stays. */
  meanOverlap: number;
  /** Items whose exposure changes most, gains and losses, with the change in lists per person. */
  movers: { itemId: string; change: number }[];
  /** Distinct items over all lists, before and after: a model that narrows shows it here. */
  itemsBefore: number;
  itemsAfter: number;
  /** Mean surprise of the items shown, in bits, before and after. */
  noveltyBefore: number;
  noveltyAfter: number;
}

const moversKept = 10;

/** Compares the first `length` items of two models for the same people; `counts[item]`: interactions, for the novelty. */
export function compareLists(
  before: Recommender,
  after: Recommender,
  histories: readonly History[],
  length: number,
  { itemIds }: Pick<Interactions, "itemIds">,
  counts: Uint32Array,
): ListChange {
  const board = createScoreBoard(itemIds.length);
  const listOf = (model: Recommender, history: History) => {
    board.clear();
    for (const item of history.items) board.remove(item);
    model.score(history, board);
    return topItems(board, length).items;
  };
  const total = counts.reduce((sum, n) => sum + n, 0);
  const bits = (item: number) => -Math.log2(Math.max(1, counts[item]!) / total);
  const change = new Float64Array(itemIds.length);
  const exposed = [new Set<number>(), new Set<number>()] as const;
  const surprise = [0, 0];
  const places = [0, 0];
  let changed = 0;
  let overlap = 0;
  for (const history of histories) {
    const lists = [listOf(before, history), listOf(after, history)] as const;
    lists.forEach((list, side) => {
      for (const item of list) {
        change[item]! += side === 0 ? -1 : 1;
        exposed[side]!.add(item);
        surprise[side]! += bits(item);
        places[side]! += 1;
      }
    });
    const kept = lists[0].filter((item) => lists[1].includes(item)).length;
    const longest = Math.max(lists[0].length, lists[1].length);
    overlap += longest === 0 ? 1 : kept / longest;
    if (kept < longest) changed++;
  }
  const people = histories.length;
  const movers = [...change.keys()]
    .filter((item) => change[item] !== 0)
    .sort((a, b) => Math.abs(change[b]!) - Math.abs(change[a]!) || a - b)
    .slice(0, moversKept)
    .map((item) => ({ itemId: itemIds[item]!, change: change[item]! / people }));
  return {
    people,
    changedShare: changed / people,
    meanOverlap: overlap / people,
    movers,
    itemsBefore: exposed[0].size,
    itemsAfter: exposed[1].size,
    noveltyBefore: surprise[0]! / Math.max(1, places[0]!),
    noveltyAfter: surprise[1]! / Math.max(1, places[1]!),
  };
}
