import type { Rng } from "@attune/math/rng";
import type { History, Recommender } from "../recommend/recommender.ts";
import type { ScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Candidate, type DiversityRules, diversify } from "./diversify.ts";
import { historyReason, type OtherReason, type Reason, type Relation } from "./reason.ts";

export interface Boost {
  matches: (item: number) => boolean;
  /** Multiplies the relevance; ≥ 0, above 1 lifts. */
  factor: number;
}

export interface Pin {
  item: number;
  /** From 0. */
  position: number;
}

/** Gives new items a chance, with a probability that is known and logged. */
export interface Exploration {
  /** Items to choose from with equal chance. */
  items: readonly number[];
  /** Probability that the last place goes to one of them, in [0, 1]. */
  share: number;
  rng: Rng;
}

/** What is asked, in one list. */
export interface RecommendRequest {
  history: History;
  limit: number;
  /** True for items that may be shown: stock, price, category, any condition. Items that are not available never are. */
  filter: (item: number) => boolean;
  /** Items never to be shown: bought, seen. */
  exclude: Iterable<number>;
  boosts: readonly Boost[];
  /** Pins of items that are unavailable, excluded or filtered out are passed over. */
  pins: readonly Pin[];
  diversity: DiversityRules | null;
  exploration: Exploration | null;
  /** What the history's items are to the person, for the reasons. */
  relation: Relation;
  /** Why an item stands here that no item of the history speaks for. */
  otherwise: OtherReason;
}

export interface RecommendedItem {
  item: number;
  /** Relevance after boosts; 0 for pins and fill-ups. */
  score: number;
  reason: Reason;
  /** Probability with which this item got this place, given the request: 1 but where exploration took a hand. */
  propensity: number;
}

export interface Serving {
  recommender: Recommender;
  catalogue: Catalogue;
  /** Prepared list of what to show where nothing better is known, best first, and why its items are in it. */
  fallback: Uint32Array;
  fallbackReason: OtherReason;
  /** One per thread: a request has it for itself. */
  board: ScoreBoard;
}

export interface RecommendAnswer {
  items: RecommendedItem[];
  /** True where the history had nothing to say and the prepared list was given. */
  fallback: boolean;
}

/**
 * Candidates that caps and diversity choose from, however long the list: the choice is greedy, so a longer list begins with the shorter one. Lists longer
 * than a tenth of it choose from ten per place.
 */
const pool = 500;
const candidatesPerPlace = 10;
/** Best items that are taken from a model that finds them by itself; filters may leave a quarter of them. */
const looksAt = 2_000;

/**
 * From the last interactions to a list: score, leave out, boost, diversify, pin, explore, fill up from the prepared list. No I/O and nothing drawn but
 * by `exploration.rng`; the same request gives the same list, and but for exploration a longer list begins with the shorter one.
 */
export function recommend(
  { recommender, catalogue, fallback, fallbackReason, board }: Serving,
  request: RecommendRequest,
): RecommendAnswer {
  const { history, limit, filter, exclude, boosts, diversity, exploration } = request;
  const excluded = new Set(exclude);
  const allowed = (item: number) => catalogue.available[item] === 1 && !excluded.has(item) && filter(item);

  const allPins = request.pins.filter(({ item }) => allowed(item));
  const pins = allPins.filter(({ position }) => position < limit);
  // Pins further down count too: the list must begin the same however far it is read.
  const pinned = new Set(allPins.map(({ item }) => item));
  const room = limit - pins.length;
  const poolSize = Math.max(pool, room * candidatesPerPlace);
  const leftOut = [...excluded, ...pinned];
  scoreCandidates(recommender, board, history, boosts.length === 0 ? poolSize : null, leftOut, allowed);
  const candidates = relevantItems(board, allowed, boosts, poolSize);
  const rules = diversity ?? { relevanceShare: 1, similarity: () => 0, caps: [] };
  const picked = diversify(candidates, room, rules, { chosen: [...pinned] });

  const list: RecommendedItem[] = picked.map(({ item, relevance }) => ({
    item,
    score: relevance,
    reason: historyReason(recommender.explain(history, item), catalogue, request.relation, request.otherwise),
    propensity: 1,
  }));
  const taken = new Set([...pinned, ...picked.map(({ item }) => item)]);
  const spare = Array.from(fallback, (item, rank) => ({ item, relevance: 1 / (rank + 1) }));
  const rest = spare.filter(({ item }) => allowed(item) && !taken.has(item));
  for (const { item } of diversify(rest, room - picked.length, rules, { chosen: [...taken] })) {
    list.push({ item, score: 0, reason: { kind: fallbackReason }, propensity: 1 });
  }
  for (const { item, position } of [...pins].sort((a, b) => a.position - b.position)) {
    list.splice(Math.min(position, list.length), 0, { item, score: 0, reason: { kind: "pinned" }, propensity: 1 });
  }
  if (exploration !== null) explore(list, limit, exploration, rules, allowed);
  return { items: list, fallback: picked.length === 0 };
}

/**
 * Puts candidates on the board, without the items left out. Where a model finds its best without scoring all and enough of them may be shown, these are all
 * that can come into the list; a boost may lift any item, so then (`enough` null) all are scored.
 */
function scoreCandidates(
  recommender: Recommender,
  board: ScoreBoard,
  history: History,
  enough: number | null,
  leftOut: readonly number[],
  allowed: (item: number) => boolean,
): void {
  const clear = () => {
    board.clear();
    for (const item of leftOut) board.remove(item);
  };
  clear();
  if (enough !== null && recommender.best !== undefined) {
    const { items, scores } = recommender.best(history, looksAt);
    let found = 0;
    items.forEach((item, i) => {
      board.add(item, scores[i]!);
      if (allowed(item)) found++;
    });
    if (found - leftOut.length >= enough) return;
    clear();
  }
  recommender.score(history, board);
}

/** Best candidates with a positive score, as shares of the best one, boosted. */
function relevantItems(
  board: ScoreBoard,
  allowed: (item: number) => boolean,
  boosts: readonly Boost[],
  limit: number,
): Candidate[] {
  let largest = 0;
  for (const item of board.touched()) {
    if (board.scoreOf(item) > 0 && allowed(item)) largest = Math.max(largest, board.scoreOf(item));
    else board.remove(item);
  }
  for (const item of board.touched()) {
    const factor = boosts.reduce((all, boost) => (boost.matches(item) ? all * boost.factor : all), 1);
    board.set(item, (factor * board.scoreOf(item)) / largest);
  }
  const { items, scores } = topItems(board, limit);
  return Array.from(items, (item, i) => ({ item, relevance: scores[i]! })).filter(({ relevance }) => relevance > 0);
}

/** The last place goes to a new item with the stated probability, caps heeded; both outcomes carry theirs. */
function explore(
  list: RecommendedItem[],
  limit: number,
  { items, share, rng }: Exploration,
  rules: DiversityRules,
  allowed: (item: number) => boolean,
): void {
  const last = list.length >= limit ? list.at(-1) : undefined;
  if (share <= 0 || last?.reason.kind === "pinned") return;
  const kept = list.filter((entry) => entry !== last).map(({ item }) => item);
  const fits = (item: number) => diversify([{ item, relevance: 1 }], 1, rules, { chosen: kept }).length === 1;
  const fresh = items.filter((item) => allowed(item) && !kept.includes(item) && item !== last?.item && fits(item));
  if (fresh.length === 0) return;
  if (rng.uniform() >= share) {
    if (last !== undefined) last.propensity = 1 - share;
    return;
  }
  if (last !== undefined) list.pop();
  const item = fresh[rng.integer(fresh.length)]!;
  list.push({ item, score: 0, reason: { kind: "exploration" }, propensity: share / fresh.length });
}
