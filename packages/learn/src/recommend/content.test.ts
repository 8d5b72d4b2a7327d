import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluateRecommender } from "../evaluate/evaluate-recommender.ts";
import { splitLeaveLast } from "../evaluate/split.ts";
import { trainContent } from "./content.ts";
import { createInteractionsBuilder, itemCounts, selectEntries } from "./interactions.ts";
import { trainItemKnn } from "./item-knn.ts";
import { trainPopularity } from "./popularity.ts";
import type { Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { topItems } from "./top-items.ts";

const parameters = { decay: 0.8, lastItems: 20, neighborsPerItem: 100, commonestShare: 0.5 };

describe("trainContent", () => {
  it("scores by the cosine of weighed attributes, worked by hand", () => {
    const attributes = [
      ["red", "shirt"],
      ["red", "shoe"],
      ["blue", "shirt"],
      ["green", "hat"],
    ];
    const model = trainContent({ itemIds: ["a", "b", "c", "d"] }, (item) => attributes[item]!, parameters);
    const board = createScoreBoard(4);
    model.score({ items: Uint32Array.of(0), at: Float64Array.of(0), nowAt: 1 }, board);
    const common = Math.log(2) ** 2;
    const rare = Math.log(4) ** 2;
    // a and b share `red`: common / √((common + common) (common + rare)).
    expect(board.scoreOf(1)).toBeCloseTo(common / Math.sqrt(2 * common * (common + rare)), 6);
    expect(board.scoreOf(2)).toBeCloseTo(board.scoreOf(1), 9);
    expect([...topItems(board, 4).items]).toEqual([1, 2]);
  });

  it("an attribute that most of the catalogue has says nothing", () => {
    const model = trainContent({ itemIds: ["a", "b", "c"] }, () => ["in stock"], parameters);
    const board = createScoreBoard(3);
    model.score({ items: Uint32Array.of(0), at: Float64Array.of(0), nowAt: 1 }, board);
    expect(board.touched().length).toBe(0);
  });
});

const folder = join(process.env.ATTUNE_DATA ?? "../shared/data", "s3rec-sequential");
const absent = !existsSync(folder);

describe.skipIf(absent)(
  `items nobody has had before, Amazon Beauty${absent ? ` (skipped: ${folder} is not there)` : ""}`,
  () => {
    it("content ranks them where popularity and item-knn cannot know them at all", () => {
      const builder = createInteractionsBuilder();
      for (const line of readFileSync(join(folder, "Beauty.txt"), "utf8").trim().split("\n")) {
        const [person = "", ...items] = line.trim().split(" ");
        for (const item of items) builder.add(person, item, undefined, undefined);
      }
      const all = builder.finish().interactions;
      const attributes = JSON.parse(readFileSync(join(folder, "Beauty_item2attributes.json"), "utf8")) as Record<
        string,
        number[]
      >;
      // A tenth of the items is new: they are in nobody's past, and asked for where they come last.
      const isNew = (item: number) => Number(all.itemIds[item]) % 10 === 0;
      const whole = splitLeaveLast(all, false);
      const learned = selectEntries(whole.train, (entry) => !isNew(whole.train.item[entry]!));
      const cases = whole.cases.filter(({ targets }) => isNew(targets[0]!));
      const split = { ...whole, train: learned, cases };
      const judge = (model: Recommender) =>
        evaluateRecommender(model, split, { cutOffs: [20], excludeSeen: true }).metrics["recall@20"]!;
      const content = judge(
        trainContent(all, (item) => (attributes[all.itemIds[item]!] ?? []).map(String), {
          ...parameters,
          neighborsPerItem: 300,
        }),
      );
      expect(itemCounts(learned).filter((n, item) => n > 0 && isNew(item)).length).toBe(0);
      expect(judge(trainPopularity(learned, { halfLifeMs: null }))).toBe(0);
      expect(judge(trainItemKnn(learned, { decay: 0.8, lastItems: 20, neighborsPerItem: 100, shrink: 10 }))).toBe(0);
      expect(content).toBeGreaterThan(0.005);
    });
  },
);
