import { describe, expect, it } from "vitest";
import type { ListedItem } from "./catalogue-view.ts";
import { newcomersTo } from "./placed-model.ts";
import { askOf, catalogueOf, dayMs, fill, idsOf, listsOf, modelOf, now, shop, touch } from "./small-shop.suite.ts";

describe("an item nobody knows", () => {
  const fresh: ListedItem = { ...shop[0]!, itemId: "fresh", name: "Fresh lamp", listedAt: now - dayMs };
  const catalogue = catalogueOf([...shop, fresh]);
  const model = { ...modelOf(), newcomers: newcomersTo(modelOf(), catalogue) };
  const lists = listsOf({ catalogue, model });

  it("is recommended at once to who looked at something like it, as loudly as it is alike", () => {
    // Of lamp's category, brand and price: as loud as lamp's strongest neighbor, and of equals the smaller number first.
    expect(idsOf(fill({ limit: 2 }, askOf([touch("lamp")], { lists })))).toEqual(["bulb", "fresh"]);
    expect(
      idsOf(fill({ from: "similar-items", limit: 3 }, askOf([], { lists, context: { itemId: "lamp" } }))),
    ).toContain("fresh");
  });

  it("is a new arrival for 30 days", () => {
    const arrivals = (at: number) => fill({ from: "new-arrivals", limit: 8 }, { ...askOf([], { lists }), now: at });
    expect(idsOf(arrivals(now))).toEqual(["fresh"]);
    expect(arrivals(now + 30 * dayMs).fallback).toBe(true);
  });

  it("gets the last place with the stated probability", () => {
    const second = Array.from({ length: 2_000 }, (_, draw) => {
      const ask = { ...askOf([touch("sofa")], { lists }), decisionId: `d${draw}` };
      return idsOf(fill({ limit: 2, explore: 0.3 }, ask))[1];
    });
    expect(new Set(second)).toEqual(new Set(["stool", "fresh"]));
    const explored = second.filter((itemId) => itemId === "fresh").length / second.length;
    // Four standard errors of a share of 0.3 in 2,000 draws are 0.041.
    expect(explored).toBeGreaterThan(0.26);
    expect(explored).toBeLessThan(0.34);
  });

  it("what the place went to is told with its probability, so that the log can be judged by it", () => {
    const draws = Array.from({ length: 400 }, (_, draw) => {
      const ask = { ...askOf([touch("sofa")], { lists }), decisionId: `d${draw}` };
      const { items, lastPlace } = fill({ limit: 2, explore: 0.3 }, ask);
      expect(lastPlace?.itemId).toBe(items[1]!.itemId);
      return lastPlace!;
    });
    for (const { itemId, isNew, propensity } of draws)
      expect([isNew, propensity]).toEqual(itemId === "fresh" ? [true, 0.3] : [false, 0.7]);
    // Weighed by it, both outcomes are seen as often as if each always came: 4 standard errors of √(.7 / .3 / 400) are .31.
    const weighed = draws.reduce((sum, { isNew, propensity }) => sum + (isNew ? 1 / propensity : 0), 0) / draws.length;
    expect(Math.abs(weighed - 1)).toBeLessThan(0.31);
    expect(fill({ limit: 2 }, askOf([touch("sofa")], { lists })).lastPlace).toBeUndefined();
  });

  it("is drawn anew for each decision, also of a list that is else the same for everyone", () => {
    const last = (decisionId: string) =>
      idsOf(fill({ from: "popular", limit: 2, explore: 0.5 }, { ...askOf([], { lists }), decisionId })).at(-1);
    expect(new Set(Array.from({ length: 20 }, (_, draw) => last(`d${draw}`))).size).toBe(2);
  });
});

describe("a shop in which nobody has looked at anything yet", () => {
  const lists = listsOf({ popular: [], popularByCategory: new Map(), model: null });

  it("shows its newest items, however old, and says that they stand in", () => {
    for (const from of ["popular", "trending", "for-you", "similar-items", "recently-viewed"] as const) {
      const filled = fill({ from, limit: 2 }, askOf([], { lists }));
      expect([idsOf(filled), filled.fallback]).toEqual([["stool", "chair"], true]);
    }
    expect(idsOf(fill({ from: "popular", limit: 2, category: "light" }, askOf([], { lists })))).toEqual([
      "bulb",
      "lamp",
    ]);
  });

  it("adds nothing to a list that is given, and shows nothing that a filter keeps out", () => {
    expect(idsOf(fill({ from: "ranked-list", limit: 2 }, askOf([], { lists })))).toEqual([]);
    expect(idsOf(fill({ from: "popular", limit: 2, where: { brand: "Lux" } }, askOf([], { lists })))).toEqual([
      "bulb",
      "lamp",
    ]);
  });

  it("does not show a product below itself", () => {
    const ask = askOf([], { lists, context: { itemId: "stool" } });
    expect(idsOf(fill({ from: "similar-items", limit: 2 }, ask))).toEqual(["chair", "sofa"]);
  });

  it("takes a new item in at once", () => {
    const one = { ...lists, catalogue: catalogueOf(shop.slice(0, 2)) };
    const ask = askOf([], { lists: one });
    expect(idsOf(fill({ from: "popular", limit: 1 }, ask))).toEqual(["bulb"]);
    one.catalogue = catalogueOf(shop);
    expect(idsOf(fill({ from: "popular", limit: 1 }, askOf([], { lists: one })))).toEqual(["stool"]);
  });
});
