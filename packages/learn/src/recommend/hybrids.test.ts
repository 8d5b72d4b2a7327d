import { predictBoosting } from "@attune/math/fit/boosting/gradient-boosting";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { withColdStart } from "./cold-start.ts";
import { trainContent } from "./content.ts";
import { createInteractionsBuilder, itemCounts } from "./interactions.ts";
import { addLambdas, fitLambdaMart } from "./lambda-mart.ts";
import { trainLearnedBlend } from "./learned-blend.ts";
import { trainPopularity } from "./popularity.ts";
import { trainReRanker } from "./re-ranker.ts";
import type { History, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { trainSequentialRules } from "./sequential-rules.ts";
import { topItems } from "./top-items.ts";

/** Two hundred people walk round forty items, each from its own start, one step a day: what follows is certain, popularity knows nothing. */
const builder = createInteractionsBuilder();
for (let person = 0; person < 200; person++) {
  for (let step = 0; step < 5; step++) builder.add(`p${person}`, `i${(person + step) % 40}`, step * 86_400_000, 1);
}
const walks = builder.finish().interactions;
const rules = { decay: 0.3, lastItems: 3, steps: 2, popularityPower: 0, neighborsPerItem: 20 };
const parts = [
  {
    name: "popularity",
    train: (data: typeof walks): Recommender => trainPopularity(data, { halfLifeMs: null }),
  },
  { name: "sequential-rules", train: (data: typeof walks): Recommender => trainSequentialRules(data, rules) },
];
const index = (n: number) => walks.itemIndex.get(`i${n}`)!;
const history: History = {
  items: Uint32Array.of(index(7), index(8), index(9)),
  at: Float64Array.of(1, 2, 3),
  nowAt: 4,
};

function best(recommender: Recommender, of: History): number {
  const board = createScoreBoard(walks.itemIds.length);
  for (const item of of.items) board.remove(item);
  recommender.score(of, board);
  return topItems(board, 1).items[0]!;
}

describe("trainLearnedBlend", () => {
  it("gives the word to the part that knows what comes next", () => {
    const { recommender, weights } = trainLearnedBlend(walks, parts, createRng(1));
    for (const { weights: learned } of weights) expect(learned[1]!).toBeGreaterThanOrEqual(learned[0]!);
    expect(best(recommender, history)).toBe(index(10));
    const board = createScoreBoard(walks.itemIds.length);
    recommender.score(history, board);
    const causes = recommender.explain(history, index(10)).reduce((all, { contribution }) => all + contribution, 0);
    expect(causes).toBeGreaterThan(0);
    expect(causes).toBeLessThanOrEqual(board.scoreOf(index(10)) + 1e-9);
  });
});

describe("trainReRanker", () => {
  const parameters = {
    perPart: 20,
    questions: 500,
    halfLifeMs: 86_400_000,
    trees: 30,
    learningRate: 0.2,
    maxLeaves: 8,
    minLeafRows: 20,
    l2: 1,
  };

  it("learns from a time split to put first what comes next, with causes from the history that are no more than the score", () => {
    const ranker = trainReRanker(walks, parts, parameters, createRng(1));
    expect(best(ranker, history)).toBe(index(10));
    const board = createScoreBoard(walks.itemIds.length);
    ranker.score(history, board);
    const causes = ranker.explain(history, index(10));
    expect(causes.length).toBeGreaterThan(0);
    for (const { item, contribution } of causes) {
      expect(history.items).toContain(item);
      expect(contribution).toBeGreaterThan(0);
    }
    const sum = causes.reduce((all, { contribution }) => all + contribution, 0);
    expect(sum).toBeLessThanOrEqual(board.scoreOf(index(10)) * (1 + 1e-9));
  });
});

describe("addLambdas", () => {
  it("two rows worked by hand: the chosen one below pulls with (1 − 1/log2 3) · ½", () => {
    const gradients = new Float64Array(2);
    const hessians = new Float64Array(2);
    addLambdas(0, 2, Uint8Array.of(0, 1), Float64Array.of(0, 0), gradients, hessians);
    const change = 1 - 1 / Math.log2(3);
    expect(gradients[1]).toBeCloseTo(-change / 2, 12);
    expect(gradients[0]).toBeCloseTo(change / 2, 12);
    expect(hessians[0]).toBeCloseTo(change / 4, 12);
  });
});

describe("fitLambdaMart", () => {
  it("orders by the feature that decides within a query, whatever the query's level", () => {
    const rng = createRng(3);
    const queries = 100;
    const level = Float64Array.from({ length: 5 * queries }, (_, i) => Math.floor(i / 5) % 7);
    const signal = Float64Array.from({ length: 5 * queries }, () => rng.uniform());
    const relevant = new Uint8Array(5 * queries);
    for (let query = 0; query < queries; query++) {
      const rows = [0, 1, 2, 3, 4].map((i) => 5 * query + i);
      relevant[rows.reduce((top, row) => (signal[row]! > signal[top]! ? row : top))] = 1;
    }
    const model = fitLambdaMart(
      {
        columns: [{ values: level }, { values: signal }],
        queryStart: Uint32Array.from({ length: queries + 1 }, (_, i) => 5 * i),
        relevant,
      },
      { trees: 30, learningRate: 0.2, maxLeaves: 8, minLeafRows: 10, l2: 0 },
    );
    const [low, high] = predictBoosting(model, [Float64Array.of(3, 3), Float64Array.of(0.2, 0.95)], 2);
    expect(high!).toBeGreaterThan(low! + 1);
  });
});

describe("withColdStart", () => {
  const shop = createInteractionsBuilder();
  for (let person = 0; person < 30; person++) for (const item of ["tea", "cup"]) shop.add(`p${person}`, item, 1, 1);
  shop.add("scout", "new tea", 1, 1);
  const { interactions } = shop.finish();
  const kinds = new Map([
    ["tea", "tea"],
    ["new tea", "tea"],
    ["cup", "china"],
  ]);
  const content = trainContent(interactions, (item) => [kinds.get(interactions.itemIds[item]!)!], {
    decay: 1,
    lastItems: 5,
    neighborsPerItem: 5,
    commonestShare: 1,
  });
  const behavior = trainSequentialRules(interactions, rules);
  const scoreOf = (itemId: string, priorCount: number) => {
    const counts = itemCounts(interactions);
    const board = createScoreBoard(3);
    const tea = { items: Uint32Array.of(interactions.itemIndex.get("tea")!), at: Float64Array.of(1), nowAt: 2 };
    const recommender = withColdStart(behavior, content, { counts, priorCount });
    recommender.score(tea, board);
    const item = interactions.itemIndex.get(itemId)!;
    const causes = recommender.explain(tea, item).reduce((sum, { contribution }) => sum + contribution, 0);
    expect(causes).toBeCloseTo(board.scoreOf(item), 9);
    return board.scoreOf(item);
  };

  it("a new item competes by what it is: share p / (p + n) of its content score", () => {
    expect(scoreOf("new tea", 5)).toBeCloseTo(5 / 6, 9);
  });

  it("what people did speaks for a known item: 1 − p / (p + n)", () => {
    expect(scoreOf("cup", 5)).toBeCloseTo(30 / 35, 9);
  });
});
