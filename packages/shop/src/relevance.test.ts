import type { DecidedItem, DecideResponse } from "@attune/model/decision";
import { expect, it } from "vitest";
import { answerWith, type Decide } from "./answer-with.ts";
import { createAppeal } from "./appeal.ts";
import type { Shopper } from "./shoppers.ts";
import { simulate } from "./simulate.ts";
import { smallShop } from "./small-shop.suite.ts";

const settings = smallShop({ count: 800 });
const appeal = createAppeal(settings.catalogue);

/** Recommends to each person the eight items that draw them most (order 1) or least (order −1). */
function recommend(order: 1 | -1): Decide {
  const lists = new Map<Shopper, DecidedItem[]>();
  const listOf = (shopper: Shopper) =>
    settings.catalogue.items
      .map((item) => ({ item, drawn: order * appeal(shopper, item) }))
      .sort((a, b) => b.drawn - a.drawn)
      .slice(0, 8)
      .map(({ item: { itemId } }) => ({ itemId, score: 1, reason: "for the test" }));
  return ({ placements }, at, { shopper }): DecideResponse => {
    const items = lists.get(shopper) ?? listOf(shopper);
    lists.set(shopper, items);
    const decided = {
      tacticId: null,
      variantId: null,
      holdout: false,
      content: {},
      items,
      fallback: false,
      reason: "",
    };
    return {
      decisionId: `${at}`,
      profileId: null,
      placements: Object.fromEntries(placements.map((id) => [id, decided])),
    };
  };
}

function viewsWith(order: 1 | -1, relevance: number): number {
  let views = 0;
  for (const step of answerWith(simulate({ ...settings, relevance }), recommend(order))) {
    if (step.kind === "event" && step.payload.event === "Product Viewed") views += 1;
  }
  return views;
}

it("relevance: better recommendations are opened more, and by default only decide what is opened", () => {
  const [best, worst] = [viewsWith(1, 0), viewsWith(-1, 0)];
  expect(best).toBeGreaterThan(1000);
  // Two counts of about Poisson spread, of the same visits.
  expect(Math.abs(best - worst)).toBeLessThan(4 * Math.sqrt(best + worst));
  const [better, poorer] = [viewsWith(1, 0.5), viewsWith(-1, 0.5)];
  expect(better - poorer).toBeGreaterThan(4 * Math.sqrt(better + poorer));
});
