import { createRng } from "@attune/math/rng";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createInteractionsBuilder } from "./interactions.ts";
import { models } from "./models.ts";
import { createScoreBoard } from "./score-board.ts";

/** Sixty people with a taste for one of three kinds of items. */
function shop() {
  const rng = createRng(4);
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 60; person++) {
    for (let at = 0; at < 6; at++) builder.add(`p${person}`, `i${(person % 3) * 8 + rng.integer(8)}`, at, 1);
  }
  return builder.finish().interactions;
}

async function scoresOf(name: string, known: typeof models): Promise<number[]> {
  const interactions = shop();
  const model = known.find((candidate) => candidate.name === name)!;
  const recommender = model.configurations[0]!.train(interactions, createRng(1));
  const board = createScoreBoard(interactions.itemIds.length);
  recommender.score({ items: Uint32Array.of(0, 1), at: Float64Array.of(0, 1), nowAt: 2 }, board);
  return interactions.itemIds.map((_, item) => board.scoreOf(item));
}

describe("an engine without WebAssembly", () => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each(["ease", "ials", "bpr"])("trains and answers with %s, alike to rounding", async (name) => {
    const plain = await scoresOf(name, (await import("./models.ts")).models);
    vi.unstubAllGlobals();
    const simd = await scoresOf(name, models);
    plain.forEach((score, item) => {
      expect(Math.abs(score - simd[item]!)).toBeLessThan(2e-3 * (1 + Math.abs(score)));
    });
    expect(plain.some((score) => score !== 0)).toBe(true);
  });
});
