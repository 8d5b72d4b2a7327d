import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { createIds, createInteractionsBuilder } from "../recommend/interactions.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { createCatalogue } from "./catalogue.ts";
import { chooseModels, type DataShape, describeShape } from "./choose-models.ts";
import { recipes } from "./recipes.ts";
import { trainShop } from "./train-shop.ts";

const shape: DataShape = {
  interactions: 100_000,
  profiles: 10_000,
  items: 2_000,
  medianHistory: 5,
  timed: true,
  turnover: 0.01,
};
const personal = (changes: Partial<DataShape>) => chooseModels({ ...shape, ...changes })[0]!;

describe("describeShape", () => {
  it("ten interactions worked by hand: the last goes to a new item, half have one or two", () => {
    const builder = createInteractionsBuilder();
    for (let i = 0; i < 9; i++) builder.add(`p${i % 5}`, "old", i, 1);
    builder.add("p0", "new", 9, 1);
    expect(describeShape(builder.finish().interactions)).toEqual({
      interactions: 10,
      profiles: 5,
      items: 2,
      medianHistory: 2,
      timed: true,
      turnover: 1,
    });
  });
});

describe("chooseModels", () => {
  it("goes by length of histories, size of the catalogue and number of interactions, and says why", () => {
    expect(personal({ medianHistory: 1 }).model).toBe("stan");
    expect(personal({ medianHistory: 1, timed: false }).model).toBe("v-sknn");
    expect(personal({ medianHistory: 20 }).model).toBe("ease");
    expect(personal({ medianHistory: 20, items: 50_000 }).model).toBe("blend");
    expect(personal({ interactions: 10_000_000 }).model).toBe("hybrid");
    expect(personal({ medianHistory: 20 }).because).toMatch(/20 items or more.*2000 items fit/);
  });

  it("the faster the range turns over, the faster what was wanted fades", () => {
    const days = (turnover: number) =>
      chooseModels({ ...shape, turnover }).find(({ role }) => role === "trending")!.parameters.halfLifeMs! / 86_400_000;
    expect([0.01, 0.1, 0.5].map(days)).toEqual([30, 7, 2]);
  });
});

describe("trainShop", () => {
  it("trains all that recipes need: every recipe gives a list on the data of a small shop", () => {
    const ids = createIds();
    const [interactions, purchases, orders] = [ids, ids, ids].map((shared) => createInteractionsBuilder(shared));
    const day = 86_400_000;
    for (let person = 0; person < 80; person++) {
      for (let step = 0; step < 4; step++) {
        const item = `i${(person + step) % 12}`;
        interactions!.add(`p${person}`, item, (person + step) * day, 1);
        purchases!.add(`p${person}`, item, (person + step) * day, 1);
        orders!.add(`order ${person} ${step >> 1}`, item, (person + step) * day, 1);
      }
      for (let month = 0; month < 3; month++) purchases!.add(`p${person}`, "i0", (person + 30 * month) * day, 1);
    }
    interactions!.add("p0", "fresh", 100 * day, 1);
    const data = {
      interactions: interactions!.finish().interactions,
      purchases: purchases!.finish().interactions,
      orders: orders!.finish().interactions,
    };
    const items = data.interactions.itemIds.map((itemId, i) => ({
      itemId,
      name: `Thing ${itemId}`,
      category: i % 2 === 0 ? "even" : "odd",
      priceMicros: (10 + i) * 1e6,
      available: true,
    }));
    const catalogue = createCatalogue(data.interactions, items);
    const { models, choices } = trainShop(data, catalogue, createRng(1));
    expect(choices.map(({ role }) => role)).toEqual(["personal", "session", "trending", "similar"]);
    const board = createScoreBoard(items.length);
    const nowAt = 110 * day;
    const history = (names: readonly string[], at: number) => ({
      items: Uint32Array.from(names, (name) => data.interactions.itemIndex.get(name)!),
      at: new Float64Array(names.length).fill(at),
      nowAt,
    });
    const context = {
      viewed: history(["i1", "i2"], nowAt - 60_000),
      bought: history(["i0"], nowAt - 30 * day),
      anchors: history(["i3"], nowAt).items,
      category: "even",
      list: history(["i4", "i5"], nowAt).items,
    };
    for (const recipe of recipes) {
      const plan = recipe.plan(models, context, catalogue);
      board.clear();
      plan.recommender.score(plan.history, board);
      const shown = board.touched().filter((item) => plan.filter(item) && board.scoreOf(item) > 0);
      expect([recipe.name, shown.length > 0 || recipe.name === "cart-add-ons"]).toEqual([recipe.name, true]);
    }
  });
});
