import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Interactions } from "./interactions.ts";
import {
  collectNeighbors,
  type HistoryParameters,
  type NeighborRecommender,
  neighborRecommender,
} from "./item-neighbors.ts";
import { wordsOf } from "./words-of.ts";

export interface TextContentParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** k₁: how soon a word that is repeated says no more; 1.2 is usual. */
  saturation: number;
  /** b in [0, 1]: how much long texts are held back. */
  lengthShare: number;
  /** Words that a larger share of the catalogue has are left out; in (0, 1]. */
  commonestShare: number;
}

/**
 * Items whose texts are alike: an item's own words are the question, and the others are ranked by BM25, Σ idf · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean
 * length)), idf = ln(1 + (N − n + ½) / (n + ½)) [Robertson & Zaragoza 2009, as Lucene has it], as a share of what the item's own text would get. Knows an item from
 * its first minute. O(Σ over words of the square of their items).
 */
export function trainTextContent(
  interactions: Pick<Interactions, "itemIds">,
  textOf: (item: number) => string,
  parameters: TextContentParameters,
): NeighborRecommender {
  const itemCount = interactions.itemIds.length;
  const { postings, wordsByItem } = indexOf(itemCount, textOf, parameters);
  const neighbors = collectNeighbors(itemCount, parameters.neighborsPerItem, (item, board) => {
    for (const word of wordsByItem[item]!) {
      const { items, weights } = postings[word]!;
      for (let i = 0; i < items.length; i++) board.add(items[i]!, weights[i]!);
    }
    const own = board.scoreOf(item);
    board.remove(item);
    for (const other of board.touched()) board.set(other, board.scoreOf(other) / own);
  });
  return neighborRecommender("text", neighbors, parameters);
}

/** Undetermined where no word tells items apart: each stands in one text alone, or in too many. */
export function needsTellingWords(
  itemCount: number,
  textOf: (item: number) => string,
  commonestShare: number,
): Undetermined | null {
  const itemsOf = new Map<string, number>();
  let described = 0;
  for (let item = 0; item < itemCount; item++) {
    const words = new Set(wordsOf(textOf(item)));
    if (words.size > 0) described++;
    for (const word of words) itemsOf.set(word, (itemsOf.get(word) ?? 0) + 1);
  }
  for (const items of itemsOf.values()) if (tells(items, described, commonestShare)) return null;
  return undetermined(
    "no-telling-words",
    `Of the ${described} items with a text no two share a word that at most ${Number((100 * commonestShare).toFixed(1))} % of them have: nothing says which are alike.`,
  );
}

/** Whether a word of so many items says which of the described are alike. */
function tells(items: number, described: number, commonestShare: number): boolean {
  return items >= 2 && items <= Math.max(2, commonestShare * described);
}

/** A word's items and its weight in each. */
interface Posting {
  items: number[];
  weights: number[];
}

/** The words that say something: which items have them, and which each item has. */
function indexOf(
  itemCount: number,
  textOf: (item: number) => string,
  { saturation: k1, lengthShare: b, commonestShare }: TextContentParameters,
): { postings: Posting[]; wordsByItem: number[][] } {
  const numbers = new Map<string, number>();
  const postings: Posting[] = [];
  const lengths = new Float64Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    const words = wordsOf(textOf(item));
    lengths[item] = words.length;
    for (const [word, times] of timesEach(words)) {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      postings[number] ??= { items: [], weights: [] };
      postings[number].items.push(item);
      postings[number].weights.push(times);
    }
  }
  const described = lengths.reduce((sum, length) => sum + (length > 0 ? 1 : 0), 0);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, described);
  const wordsByItem: number[][] = Array.from({ length: itemCount }, () => []);
  postings.forEach(({ items, weights }, word) => {
    const n = items.length;
    if (!tells(n, described, commonestShare)) return;
    const idf = Math.log(1 + (described - n + 0.5) / (n + 0.5));
    items.forEach((item, i) => {
      const times = weights[i]!;
      weights[i] = (idf * times * (k1 + 1)) / (times + k1 * (1 - b + (b * lengths[item]!) / mean));
      wordsByItem[item]!.push(word);
    });
  });
  return { postings, wordsByItem };
}

function timesEach(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
}
