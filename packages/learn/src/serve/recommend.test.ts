import { createRng } from "@attune/math/rng";
import type { Item } from "@attune/model/item";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainItemKnn } from "../recommend/item-knn.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { createCatalogue } from "./catalogue.ts";
import { describeReason } from "./reason.ts";
import { type RecommendRequest, recommend, type Serving } from "./recommend.ts";

const itemCount = 30;
const brands = ["red", "green", "blue"];

/** Thirty items, bought in runs of neighbors; item 13 is sold out, item 29 is gone from the catalogue. */
function shop(): {
  serving: Serving;
  request: (overrides: Partial<RecommendRequest>) => RecommendRequest;
  index: (n: number) => number;
} {
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 200; person++) {
    for (let step = 0; step < 6; step++) builder.add(`p${person}`, `item ${(person * 7 + step) % itemCount}`, step, 1);
  }
  const { interactions } = builder.finish();
  const items: Item[] = Array.from({ length: itemCount - 1 }, (_, n) => ({
    itemId: `item ${n}`,
    name: `Item ${n}`,
    brand: brands[n % 3]!,
    available: n !== 13,
  }));
  const catalogue = createCatalogue(interactions, items);
  const index = (n: number) => interactions.itemIndex.get(`item ${n}`)!;
  return {
    index,
    serving: {
      recommender: trainItemKnn(interactions, { decay: 0.8, lastItems: 20, neighborsPerItem: 20, shrink: 1 }),
      catalogue,
      fallback: Uint32Array.from({ length: itemCount }, (_, n) => index(n)),
      fallbackReason: "popular",
      board: createScoreBoard(itemCount),
    },
    request: (overrides) => ({
      history: { items: Uint32Array.of(index(10), index(11)), at: Float64Array.of(1, 2), nowAt: 3 },
      limit: 8,
      filter: () => true,
      exclude: [],
      boosts: [],
      pins: [],
      diversity: null,
      exploration: null,
      relation: "viewed",
      otherwise: "popular",
      ...overrides,
    }),
  };
}

const { serving, request, index } = shop();
const shown = (overrides: Partial<RecommendRequest>) =>
  recommend(serving, request(overrides)).items.map(({ item }) => item);

describe("recommend", () => {
  it("shows neighbors of what was viewed, says which, and never what is sold out or gone", () => {
    const { items, fallback } = recommend(serving, request({ exclude: [index(10), index(11)] }));
    expect(fallback).toBe(false);
    expect(items[0]!.item).toBe(index(12));
    expect(items.map(({ item }) => item)).not.toContain(index(13));
    const { reason } = items[0]!;
    if (reason.kind !== "history") throw new Error(reason.kind);
    expect(reason.causes.map(({ itemId }) => itemId)).toEqual(["item 11", "item 10"]);
    expect(reason.causes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(describeReason(reason, serving.catalogue)).toBe("because you viewed Item 11");
  });

  it("gives the prepared list to somebody without a history, and says so", () => {
    const { items, fallback } = recommend(
      serving,
      request({ history: { items: new Uint32Array(0), at: new Float64Array(0), nowAt: 0 } }),
    );
    expect(fallback).toBe(true);
    expect(items.map(({ item }) => item)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map(index));
    expect(items.every(({ reason }) => reason.kind === "popular")).toBe(true);
  });

  it("a filter that nothing passes gives an empty list, not an error", () => {
    expect(recommend(serving, request({ filter: () => false })).items).toEqual([]);
  });

  it("pins stand at their places, unless they may not be shown", () => {
    const list = shown({
      pins: [
        { item: index(25), position: 2 },
        { item: index(13), position: 0 },
      ],
    });
    expect(list[2]).toBe(index(25));
    expect(list).not.toContain(index(13));
    expect(list.length).toBe(8);
  });

  it("a boost lifts, a boost of zero takes out of the personal part", () => {
    const isBlue = (item: number) => serving.catalogue.items[item]?.brand === "blue";
    const first = shown({ exclude: [index(10), index(11)], boosts: [{ matches: isBlue, factor: 100 }] })[0]!;
    expect(isBlue(first)).toBe(true);
    const { items } = recommend(serving, request({ boosts: [{ matches: isBlue, factor: 0 }] }));
    expect(items.filter(({ item, reason }) => isBlue(item) && reason.kind === "history")).toEqual([]);
  });

  it("MMR puts a different item before a similar one of hardly more relevance", () => {
    const sameBrand = (a: number, b: number) =>
      serving.catalogue.items[a]?.brand === serving.catalogue.items[b]?.brand ? 1 : 0;
    const list = shown({ limit: 3, diversity: { relevanceShare: 0.1, similarity: sameBrand, caps: [] } });
    expect(new Set(list.map((item) => serving.catalogue.items[item]?.brand)).size).toBe(3);
  });

  it("exploration takes the last place as often as stated and reports its probability", () => {
    const rng = createRng(4);
    const runs = 2_000;
    let explored = 0;
    for (let i = 0; i < runs; i++) {
      const { items } = recommend(
        serving,
        request({ limit: 4, exploration: { items: [index(27), index(28)], share: 0.2, rng } }),
      );
      const last = items.at(-1)!;
      expect(items.length).toBe(4);
      if (last.reason.kind === "exploration") {
        explored++;
        expect(last.propensity).toBeCloseTo(0.1, 12);
      } else expect(last.propensity).toBeCloseTo(0.8, 12);
    }
    // Four standard errors of a share of 0.2 in 2,000.
    expect(Math.abs(explored / runs - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / runs));
  });

  it("a longer list begins with the shorter one, pins, caps and diversity included", () => {
    const brandOf = (item: number) => serving.catalogue.items[item]?.brand ?? null;
    const sameBrand = (a: number, b: number) => (brandOf(a) === brandOf(b) ? 1 : 0);
    const rules = { relevanceShare: 0.6, similarity: sameBrand, caps: [{ groupOf: brandOf, atMost: 5 }] };
    const pins = [
      { item: index(25), position: 2 },
      { item: index(4), position: 9 },
    ];
    const longest = shown({ limit: 12, diversity: rules, pins });
    for (let limit = 1; limit < 12; limit++)
      expect(shown({ limit, diversity: rules, pins })).toEqual(longest.slice(0, limit));
  });

  it("whatever the request: no item twice, none that is excluded, unavailable or filtered out, no group above its cap", () => {
    const brandOf = (item: number) => serving.catalogue.items[item]?.brand ?? null;
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: itemCount - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (seen, banned, limit, atMost) => {
          const answer = recommend(
            serving,
            request({
              limit,
              history: { items: Uint32Array.from(seen), at: Float64Array.from(seen.keys()), nowAt: 99 },
              exclude: seen,
              filter: (item) => !banned.includes(item),
              diversity: { relevanceShare: 1, similarity: () => 0, caps: [{ groupOf: brandOf, atMost }] },
            }),
          );
          const items = answer.items.map(({ item }) => item);
          expect(new Set(items).size).toBe(items.length);
          expect(items.length).toBeLessThanOrEqual(limit);
          for (const item of items) {
            expect(seen).not.toContain(item);
            expect(banned).not.toContain(item);
            expect(serving.catalogue.available[item]).toBe(1);
          }
          for (const brand of brands)
            expect(items.filter((item) => brandOf(item) === brand).length).toBeLessThanOrEqual(atMost);
        },
      ),
    );
  });
});
