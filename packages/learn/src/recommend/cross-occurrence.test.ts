import { describe, expect, it } from "vitest";
import { logLikelihoodRatio, trainCrossOccurrence } from "./cross-occurrence.ts";
import { createIds, createInteractionsBuilder } from "./interactions.ts";
import { createScoreBoard } from "./score-board.ts";
import { topItems } from "./top-items.ts";

describe("logLikelihoodRatio", () => {
  it("is 270.72 for Dunning's table 110, 2,442, 111, 29,114 (the words `the swiss`)", () => {
    // [Dunning 1993, table 1], −2 log λ = 270.72 for k = (110, 2442, 111, 29114).
    expect(logLikelihoodRatio(110, 2_442, 111, 110 + 2_442 + 111 + 29_114)).toBeCloseTo(270.72, 1);
  });

  it("is zero where the two are independent", () => {
    expect(logLikelihoodRatio(10, 90, 90, 1_000)).toBeCloseTo(0, 9);
  });
});

describe("trainCrossOccurrence", () => {
  it("what viewers of an item buy comes first, what everybody buys does not count", () => {
    const ids = createIds();
    const views = createInteractionsBuilder(ids);
    const purchases = createInteractionsBuilder(ids);
    for (let person = 0; person < 200; person++) {
      const camera = person % 2 === 0;
      views.add(`p${person}`, camera ? "camera" : "tent", 1, 1);
      purchases.add(`p${person}`, "bag", 2, 1);
      if (person % 4 < 2) purchases.add(`p${person}`, camera ? "film" : "stove", 2, 1);
    }
    const indicator = views.finish().interactions;
    const model = trainCrossOccurrence(indicator, purchases.finish().interactions, {
      decay: 0.9,
      lastItems: 10,
      neighborsPerItem: 10,
      minimumRatio: 10.83,
    });
    const board = createScoreBoard(indicator.itemIds.length);
    model.score({ items: Uint32Array.of(indicator.itemIndex.get("camera")!), at: Float64Array.of(1), nowAt: 2 }, board);
    expect([...topItems(board, 10).items].map((item) => indicator.itemIds[item])).toEqual(["film"]);
  });
});
