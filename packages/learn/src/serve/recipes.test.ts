import type { Item } from "@attune/model/item";
import { describe, expect, it } from "vitest";
import { trainCoVisitation } from "../recommend/co-visitation.ts";
import { trainContent } from "../recommend/content.ts";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainItemKnn } from "../recommend/item-knn.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import type { History } from "../recommend/recommender.ts";
import { trainReplenishment } from "../recommend/replenishment.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { trainVSknn } from "../recommend/v-sknn.ts";
import { createCatalogue } from "./catalogue.ts";
import { describeReason } from "./reason.ts";
import { type RecipeContext, recipes, type TrainedModels } from "./recipes.ts";
import { recommend } from "./recommend.ts";

const day = 86_400_000;
const nowAt = 400 * day;

/** Cameras go with film, tents with stoves; coffee is bought every month; the drone is new. */
const items: Item[] = [
  ["camera", "photo", 500],
  ["better-camera", "photo", 800],
  ["film", "photo", 10],
  ["tent", "outdoor", 300],
  ["stove", "outdoor", 60],
  ["coffee", "food", 8],
  ["drone", "photo", 900],
].map(([itemId, category, price]) => ({
  itemId: String(itemId),
  name: String(itemId),
  category: String(category),
  priceMicros: Number(price) * 1_000_000,
  available: true,
}));

const builder = createInteractionsBuilder();
for (let person = 0; person < 120; person++) {
  const basket =
    person % 3 === 0 ? ["camera", "better-camera", "film"] : person % 3 === 1 ? ["tent", "stove"] : ["camera", "film"];
  basket.forEach((itemId, step) => {
    builder.add(`p${person}`, itemId, (person + step) * 1_000, 1);
  });
  for (let month = 0; month < 6; month++) builder.add(`p${person}`, "coffee", (10 + 30 * month) * day + person, 1);
}
builder.add("scout", "drone", 395 * day, 1);
const interactions = builder.finish().interactions;
const catalogue = createCatalogue(interactions, items);
const index = (itemId: string) => interactions.itemIndex.get(itemId)!;
const history = { decay: 0.8, lastItems: 20, neighborsPerItem: 10 };
const firstSeenAt = new Float64Array(items.length).fill(Number.NaN);
firstSeenAt[index("drone")] = 395 * day;
const knn = trainItemKnn(interactions, { ...history, shrink: 1 });
const models: TrainedModels = {
  personal: knn,
  session: trainVSknn(interactions, { neighborCount: 20, sampleSize: 100, lastItems: 5, idfWeight: 1 }),
  boughtTogether: knn,
  alsoViewed: trainCoVisitation(interactions, { ...history, windowItems: 2, popularityPower: 0.4 }),
  similar: trainContent(interactions, (item) => [catalogue.items[item]?.category ?? ""], {
    ...history,
    commonestShare: 1,
  }),
  popular: trainPopularity(interactions, { halfLifeMs: null }),
  trending: trainPopularity(interactions, { halfLifeMs: 7 * day }),
  replenishment: trainReplenishment(interactions, {
    minimumRepeats: 20,
    priorRepeats: 2,
    minimumShare: 0.4,
    latest: 3,
  }),
  firstSeenAt,
};

const historyOf = (...rows: (readonly [itemId: string, at: number])[]): History => ({
  items: Uint32Array.from(rows, ([itemId]) => index(itemId)),
  at: Float64Array.from(rows, ([, at]) => at),
  nowAt,
});

function list(name: string, overrides: Partial<RecipeContext>): { items: string[]; reasons: string[]; choice: string } {
  const context: RecipeContext = {
    viewed: historyOf(),
    bought: historyOf(),
    anchors: new Uint32Array(0),
    category: null,
    list: new Uint32Array(0),
    ...overrides,
  };
  const plan = recipes.find((recipe) => recipe.name === name)!.plan(models, context, catalogue);
  const answer = recommend(
    {
      recommender: plan.recommender,
      catalogue,
      fallback:
        plan.fillWith === "bestsellers"
          ? Uint32Array.of(index("coffee"))
          : plan.fillWith === "nothing"
            ? new Uint32Array(0)
            : plan.fillWith,
      fallbackReason: plan.fillWith === "bestsellers" ? "popular" : "listed",
      board: createScoreBoard(items.length),
    },
    {
      history: plan.history,
      limit: 3 + context.list.length,
      filter: plan.filter,
      exclude: plan.keepsSeen ? [] : [...plan.history.items],
      boosts: [],
      pins: [],
      diversity: null,
      exploration: null,
      relation: plan.relation,
      otherwise: plan.otherwise,
    },
  );
  return {
    items: answer.items.map(({ item }) => interactions.itemIds[item]!),
    reasons: answer.items.map(({ reason }) => describeReason(reason, catalogue)),
    choice: plan.choice,
  };
}

const at = (itemId: string) => ({ anchors: Uint32Array.of(index(itemId)) });

describe("recipes", () => {
  it("for-you takes the model that fits how much is known, and says so", () => {
    expect(list("for-you", {}).choice).toMatch(/nothing is known/);
    expect(list("for-you", { viewed: historyOf(["tent", 1]) })).toMatchObject({
      choice: expect.stringMatching(/sessions like this one/),
    });
    expect(list("for-you", { viewed: historyOf(["tent", 1]) }).items).toContain("stove");
    const long = historyOf(["coffee", 1], ["coffee", 2], ["coffee", 3], ["tent", 4]);
    expect(list("for-you", { viewed: long }).choice).toMatch(/personal model/);
  });

  it("bought-together shows what orders hold, and nothing where nothing is known", () => {
    expect(list("bought-together", at("tent")).items[0]).toBe("stove");
    expect(list("bought-together", at("drone")).items).toEqual([]);
  });

  it("similar-items knows the new drone by its category; upsell keeps to its price range", () => {
    expect(list("similar-items", at("drone")).items.sort()).toEqual(["better-camera", "camera", "film"]);
    expect(list("upsell", at("camera")).items.sort()).toEqual(["better-camera", "drone"]);
  });

  it("cart-add-ons are trifles beside the cart", () => {
    expect(list("cart-add-ons", at("camera")).items.sort()).toEqual(["coffee", "film"]);
  });

  it("also-viewed, bestsellers of a category, new arrivals, recently viewed", () => {
    expect(list("also-viewed", at("stove")).items).toContain("tent");
    expect(list("category-bestsellers", { category: "outdoor" }).items.slice(0, 2).sort()).toEqual(["stove", "tent"]);
    expect(list("new-arrivals", {}).items).toEqual(["drone"]);
    expect(list("recently-viewed", { viewed: historyOf(["tent", 1], ["film", 2], ["tent", 3]) }).items).toEqual([
      "tent",
      "film",
    ]);
  });

  it("ranked-list puts a category page in the person's order and keeps all of it; without a history what is trending comes first", () => {
    const page = Uint32Array.from(["camera", "tent", "stove", "drone"], index);
    const { items, reasons } = list("ranked-list", { list: page, viewed: historyOf(["tent", nowAt]) });
    expect([...items].sort()).toEqual(["camera", "drone", "stove", "tent"]);
    expect(items.slice(0, 2).sort()).toEqual(["stove", "tent"]);
    expect(reasons[0]).toBe("because you viewed tent");
    expect(reasons.at(-1)).toBe("in the order of the list");
  });

  it("session-based hears this visit alone: what was viewed a day ago is another visit", () => {
    const viewed = historyOf(["camera", nowAt - day], ["tent", nowAt - 60_000]);
    const { items, choice } = list("session-based", { viewed });
    expect(choice).toMatch(/^1 items of this visit/);
    expect(items[0]).toBe("stove");
  });

  it("reasons are true to the recipe: bought, in the cart, new, trending", () => {
    expect(list("bought-together", at("tent")).reasons[0]).toBe("because you bought tent");
    expect(list("cart-add-ons", at("camera")).reasons[0]).toBe("goes with camera in your cart");
    expect(list("new-arrivals", {}).reasons).toEqual(["just in"]);
    expect(list("trending", {}).reasons[0]).toBe("trending");
  });

  it("buy-again: coffee a month after the last, not after a week", () => {
    expect(
      list("buy-again", { bought: historyOf(["coffee", nowAt - 30 * day], ["tent", nowAt - 30 * day]) }).items,
    ).toEqual(["coffee"]);
    expect(list("buy-again", { bought: historyOf(["coffee", nowAt - 7 * day]) }).items).toEqual([]);
  });

  it("names are unique", () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
  });
});
