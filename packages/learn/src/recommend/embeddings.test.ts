import { describe, expect, it } from "vitest";
import { embeddingRecommender } from "./embeddings.ts";
import { createScoreBoard } from "./score-board.ts";

/** East, north-east, north, nothing, and a row that is no number. */
const vectors = Float32Array.of(2, 0, 1, 1, 0, 5, 0, 0, Number.NaN, 1);
const history = (...items: number[]) => ({
  items: Uint32Array.from(items),
  at: Float64Array.from(items.keys()),
  nowAt: 9,
});
const recommender = embeddingRecommender(vectors, 2, { decay: 0.5, lastItems: 5 });

describe("embeddingRecommender", () => {
  it("worked by hand: after north, then east, north-east scores (1 + ½) cos 45°, half of it due to north", () => {
    const board = createScoreBoard(5);
    recommender.score(history(2, 0), board);
    expect(board.scoreOf(1)).toBeCloseTo(1.5 * Math.SQRT1_2, 6);
    expect(board.scoreOf(3)).toBe(0);
    expect(board.scoreOf(4)).toBe(0);
    const causes = recommender.explain(history(2, 0), 1);
    expect(causes.map(({ item }) => item)).toEqual([0, 2]);
    expect(causes[1]!.contribution).toBeCloseTo(0.5 * Math.SQRT1_2, 6);
    expect([...recommender.best!(history(2, 0), 2).items]).toEqual([1, 0]);
  });

  it("says nothing of a history without vectors; refuses what are no rows", () => {
    const board = createScoreBoard(5);
    recommender.score(history(3, 4), board);
    expect(board.touched().length).toBe(0);
    expect(recommender.best!(history(), 3).items.length).toBe(0);
    expect(() => embeddingRecommender(vectors, 3, { decay: 1, lastItems: 5 })).toThrow(/no rows of 3/);
  });
});
