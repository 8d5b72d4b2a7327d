import type { ScoreBoard } from "./score-board.ts";
import type { RankedItems } from "./top-items.ts";

/** What somebody did lately: items as indices, oldest first, and the time of the request. */
export interface History {
  items: Uint32Array;
  /** Milliseconds, ascending, as long as `items`. */
  at: Float64Array;
  nowAt: number;
}

/** One thing of the history that speaks for an item. */
export interface Cause {
  /** Index of the item in the history that speaks for it. */
  item: number;
  /** Its part of the score; the causes of an item sum to its score. */
  contribution: number;
}

/** A trained model. It holds no clock, no randomness, and nothing of a person: a history goes in, scores come out. */
export interface Recommender {
  name: string;
  /** Adds to the board the score of each item it has something to say about; higher is better, the scale is the model's own. */
  score(history: History, board: ScoreBoard): void;
  /** The `limit` best of what `score` would add, where the model finds them without scoring every item; exactly the same scores and order. */
  best?(history: History, limit: number): RankedItems;
  /** Why the item was scored as it was, largest contribution first; empty where the history had no part in it (popularity). */
  explain(history: History, item: number): Cause[];
}
