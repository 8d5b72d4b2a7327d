import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { splitLeaveLast } from "../evaluate/split.ts";
import { createIds, createInteractionsBuilder, type Interactions } from "../recommend/interactions.ts";
import { models } from "../recommend/models.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { createCatalogue } from "./catalogue.ts";
import { historyFromEvents } from "./history-from-events.ts";
import { recommend } from "./recommend.ts";

/** Rows as they come; undefined where a column is missing. */
type Row = readonly [profile: string, item: string, at?: number, weight?: number];

function read(rows: readonly Row[]): { interactions: Interactions; leftOut: object } {
  const builder = createInteractionsBuilder();
  for (const [profile, item, at, weight] of rows) builder.add(profile, item, at, weight);
  return builder.finish();
}

/** Eight people with three things each, and what is odd besides. */
const usual: Row[] = Array.from({ length: 24 }, (_, i) => [`p${i % 8}`, `i${(i * 5) % 7}`, 1_000 + i, 1] as const);
const seconds = models.filter(({ onlyWhenNamed }) => !onlyWhenNamed);
const everyModel = seconds.map(({ name }) => name);

function train(name: string, interactions: Interactions): Recommender | null {
  const model = models.find((candidate) => candidate.name === name)!;
  return model.obstacle(interactions) === null ? model.configurations[0]!.train(interactions, createRng(1)) : null;
}

function shown(
  recommender: Recommender,
  interactions: Interactions,
  seen: readonly string[],
  allowed: readonly string[],
) {
  const offered = interactions.itemIds.map((itemId) => ({ itemId, name: itemId, available: allowed.includes(itemId) }));
  const catalogue = createCatalogue(interactions, offered);
  const events = seen.map((itemId, i) => ({ itemId, at: 2_000 + i }));
  const answer = recommend(
    {
      recommender,
      catalogue,
      fallback: Uint32Array.from(interactions.itemIds.keys()),
      fallbackReason: "popular",
      board: createScoreBoard(interactions.itemIds.length),
    },
    {
      history: historyFromEvents(catalogue, events, 3_000),
      limit: 3,
      filter: () => true,
      exclude: [],
      boosts: [],
      pins: [],
      diversity: null,
      exploration: null,
      relation: "viewed",
      otherwise: "popular",
    },
  );
  return { ...answer, ids: answer.items.map(({ item }) => interactions.itemIds[item]!) };
}

describe.each(everyModel)("%s on bad input", (name) => {
  it("people and items with one interaction: trains, and every score is a number", () => {
    const { interactions } = read([...usual, ["once", "rare", 2_000, 1], ["another", "i0", 2_001, 1]]);
    const recommender = train(name, interactions);
    if (recommender === null) return;
    const board = createScoreBoard(interactions.itemIds.length);
    recommender.score({ items: interactions.item.slice(0, 2), at: Float64Array.of(1, 2), nowAt: 3_000 }, board);
    for (const item of board.touched()) expect(board.scoreOf(item)).toEqual(expect.any(Number));
    for (const item of board.touched()) expect(board.scoreOf(item)).not.toBeNaN();
  });

  it("duplicated rows: trains", () => {
    const recommender = train(name, read([...usual, ...usual, ...usual]).interactions);
    expect(recommender === null || recommender.name.length > 0).toBe(true);
  });

  it("ids that the model does not know are passed over: the prepared list, and it says so", () => {
    const { interactions } = read(usual);
    const recommender = train(name, interactions);
    if (recommender === null || name === "popularity" || name === "trending") return;
    const answer = shown(recommender, interactions, ["never-heard-of"], interactions.itemIds);
    expect(answer.ids.length).toBe(3);
    if (name !== "blend" && name !== "re-ranker") expect(answer.fallback).toBe(true);
  });

  it("every item filtered out or none offered: an empty list, no error", () => {
    const { interactions } = read(usual);
    const recommender = train(name, interactions);
    if (recommender !== null) expect(shown(recommender, interactions, ["i0"], []).ids).toEqual([]);
  });

  it("no interactions at all: trains and has nothing to say", () => {
    const { interactions } = read([]);
    const recommender = train(name, interactions);
    if (recommender === null) return;
    const board = createScoreBoard(0);
    recommender.score({ items: new Uint32Array(0), at: new Float64Array(0), nowAt: 0 }, board);
    expect(board.touched().length).toBe(0);
  });
});

describe("bad rows", () => {
  it("weights and times that are no numbers, and missing ids, are counted and left out", () => {
    const { interactions, leftOut } = read([
      ...usual,
      ["p0", "i0", 1, Number.NaN],
      ["p0", "i0", 1, -1],
      ["p0", "i0", Number.NaN, 1],
      ["", "i0", 1, 1],
      ["p0", "", 1, 1],
    ]);
    expect(interactions.item.length).toBe(usual.length);
    expect(leftOut).toEqual({ missingId: 2, badWeight: 2, badTime: 1 });
  });

  it("more rows than the ceiling: an error that says what to do, not a full memory", () => {
    const builder = createInteractionsBuilder(createIds(), 3);
    for (let i = 0; i < 3; i++) builder.add("p", `i${i}`, i, 1);
    expect(() => builder.add("p", "i3", 3, 1)).toThrow(/more than 3 interactions: take a later start/);
  });

  it("times in any order: the rows are what they would be in order", () => {
    const backwards = read([...usual].reverse()).interactions;
    const forwards = read(usual).interactions;
    const rowsOf = (all: Interactions) =>
      new Map(
        all.profileIds.map((id, p) => [
          id,
          [...all.item.subarray(all.rowStart[p]!, all.rowStart[p + 1]!)].map((item) => all.itemIds[item]),
        ]),
      );
    expect(rowsOf(backwards)).toEqual(rowsOf(forwards));
  });

  it("one interaction each leaves nothing to ask", () => {
    expect(splitLeaveLast(read([["a", "x", 1, 1]]).interactions, false).cases).toEqual([]);
  });
});
