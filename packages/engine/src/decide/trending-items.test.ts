import { describe, expect, it } from "vitest";
import { type ItemInterest, trendingItems } from "./trending-items.ts";

const item = (itemId: string, score: number, people = score): ItemInterest => ({ itemId, category: "", score, people });

describe("trendingItems", () => {
  it("puts in order by the rise over a third of the 21 days before, over the root of that plus one", () => {
    const before = [item("steady", 72), item("known", 9), item("fading", 6)];
    const recent = [item("steady", 29), item("known", 11), item("fading", 1), item("new", 3)];
    // steady: (29 − 24)/√25; known: (11 − 3)/√4; fading: below 2, what was expected; new: 3/√1.
    expect(trendingItems(recent, before, 10).map(({ itemId, score }) => [itemId, score])).toEqual([
      ["known", 4],
      ["new", 3],
      ["steady", 1],
    ]);
  });

  it("does not take for new what only the limit of the list kept out of the days before", () => {
    const before = [item("a", 300, 90), item("b", 24, 5), item("c", 12, 5)];
    const recent = [item("d", 8, 4), item("e", 11, 4)];
    expect(trendingItems(recent, before, 3).map(({ itemId, score }) => [itemId, score])).toEqual([["e", 1]]);
    expect(trendingItems(recent, before, 4).map(({ itemId, score }) => [itemId, score])).toEqual([
      ["e", 11],
      ["d", 8],
    ]);
  });

  it("has nothing where nobody wanted anything", () => {
    expect(trendingItems([], [], 0)).toEqual([]);
  });
});
