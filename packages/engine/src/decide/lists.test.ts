import type { JsonObject } from "@attune/model/json";
import type { Interaction } from "@attune/model/profile";
import type { ItemList } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import type { ListAsk } from "./list-ask.ts";
import {
  askOf,
  catalogueOf,
  dayMs,
  fill,
  idsOf,
  listsOf,
  modelOf,
  now,
  shop,
  table,
  touch,
} from "./small-shop.suite.ts";

describe("a list for a person", () => {
  it("is what the latest touches speak for, the latest loudest, with the one that spoke loudest as its reason", () => {
    const { items, fallback } = fill({ limit: 3 }, askOf([touch("lamp"), touch("sofa")]));
    // Sofa counts 1, lamp 0.5: chair 1, stool 0.75, bulb 0.5; lamp and sofa were seen.
    expect(items).toEqual([
      { itemId: "chair", score: 1, reason: "because you viewed Sofa" },
      { itemId: "stool", score: 0.75, reason: "because you viewed Sofa" },
      { itemId: "bulb", score: 0.5, reason: "because you viewed Lamp" },
    ]);
    expect(fallback).toBe(false);
  });

  it("may keep what was seen, which then speaks for itself as loudly as for its strongest neighbor", () => {
    // Sofa counts 1 for itself and a quarter by lamp; lamp half of 1, as bulb.
    expect(fill({ seen: "keep" }, askOf([touch("lamp"), touch("sofa")])).items).toEqual([
      { itemId: "sofa", score: 1.25, reason: "because you viewed it" },
      { itemId: "chair", score: 1, reason: "because you viewed Sofa" },
      { itemId: "stool", score: 0.75, reason: "because you viewed Sofa" },
      { itemId: "lamp", score: 0.5, reason: "because you viewed it" },
      { itemId: "bulb", score: 0.5, reason: "because you viewed Lamp" },
    ]);
  });

  it("gives what was seen at most half of the places, and none to what the page shows or lies in the cart", () => {
    const touches = [touch("chair"), touch("lamp"), touch("sofa")];
    // Sofa 1.25, chair 1 + .125, stool .75 + .125.
    expect(idsOf(fill({ seen: "keep", limit: 2 }, askOf(touches)))).toEqual(["sofa", "stool"]);
    expect(idsOf(fill({ seen: "keep", limit: 2 }, askOf(touches, { context: { itemId: "sofa" } })))).toEqual([
      "chair",
      "stool",
    ]);
    expect(idsOf(fill({ seen: "keep" }, askOf([touch("lamp", "cart"), touch("sofa")])))).not.toContain("lamp");
  });

  it("keeps what was seen where the training found it better and the list says nothing; other lists only where they say so", () => {
    const model = { ...modelOf(), seen: "keep" } as const;
    const ask = () => askOf([touch("lamp"), touch("sofa")], { lists: listsOf({ model }) });
    expect(idsOf(fill({ limit: 1 }, ask()))).toEqual(["sofa"]);
    expect(idsOf(fill({ limit: 1, seen: "leave-out" }, ask()))).toEqual(["chair"]);
    expect(idsOf(fill({ limit: 1, from: "session-based" }, ask()))).toEqual(["chair"]);
    expect(idsOf(fill({ limit: 1, from: "session-based", seen: "keep" }, ask()))).toEqual(["sofa"]);
  });

  it("names what was done with the item that speaks", () => {
    expect(fill({ limit: 1 }, askOf([touch("lamp", "purchase")])).items[0]?.reason).toBe("because you bought Lamp");
    expect(fill({ limit: 1 }, askOf([touch("lamp", "cart")])).items[0]?.reason).toBe(
      "because you put Lamp into your cart",
    );
  });

  it("is filled up with what is popular, and begins with it for somebody nobody knows; only without a model is that a makeshift", () => {
    expect(idsOf(fill({ limit: 4 }, askOf([touch("lamp")])))).toEqual(["bulb", "sofa", "stool", "chair"]);
    const stranger = { ...askOf([]), profile: undefined };
    expect(fill({ limit: 2 }, stranger)).toMatchObject({
      items: [{ itemId: "stool" }, { itemId: "sofa" }],
      fallback: false,
    });
    const untrained = askOf([touch("lamp")], { lists: listsOf({ model: null }) });
    expect(fill({ limit: 2 }, untrained)).toMatchObject({
      items: [{ itemId: "stool" }, { itemId: "sofa" }],
      fallback: true,
    });
  });

  it("never shows what is not available, what stands in another list of the answer, or a second of one group", () => {
    const gone = listsOf({ catalogue: catalogueOf(shop, ["chair"]), unavailable: new Set(["chair"]) });
    expect(idsOf(fill({ limit: 8 }, askOf([touch("sofa")], { lists: gone })))).not.toContain("chair");
    const ask = askOf([touch("sofa")]);
    const first = idsOf(fill({ limit: 1 }, ask));
    const second = idsOf(fill({ limit: 4 }, ask));
    expect(first).toEqual(["chair"]);
    expect(second.filter((itemId) => first.includes(itemId))).toEqual([]);
    const grouped = shop.map((item) => (["chair", "stool"].includes(item.itemId) ? { ...item, groupId: "g" } : item));
    const lists = listsOf({ catalogue: catalogueOf(grouped), popular: [] });
    expect(idsOf(fill({}, askOf([touch("sofa")], { lists })))).toEqual(["chair"]);
  });

  it("leaves out what the person is not interested in, in every kind of list, until they are again; nor does it speak for others", () => {
    const ask = (value: boolean) => {
      const asked = askOf([touch("lamp"), touch("sofa")]);
      const refused = { sofa: { at: 1, offset: 1, value }, stool: { at: 1, offset: 1, value } };
      return { ...asked, profile: { ...asked.profile!, refused } };
    };
    expect(idsOf(fill({ limit: 8 }, ask(true)))).toEqual(["bulb", "chair"]);
    expect(idsOf(fill({ from: "popular" }, ask(true)))).toEqual(["lamp", "bulb", "chair"]);
    expect(idsOf(fill({ from: "recently-viewed" }, ask(true)))).toEqual(["lamp"]);
    expect(idsOf(fill({ from: "popular" }, ask(false)))).toEqual(["stool", "sofa", "lamp", "bulb", "chair"]);
  });

  it("leaves out what was just bought, but not what is bought again and may be due", () => {
    const similar = (ask: ListAsk) =>
      idsOf(fill({ from: "similar-items", limit: 8 }, { ...ask, context: { itemId: "lamp" } }));
    expect(similar(askOf([touch("sofa", "purchase", now - 10 * dayMs)]))).toEqual(["bulb"]);
    expect(similar(askOf([touch("sofa", "purchase", now - 40 * dayMs)]))).toEqual(["bulb", "sofa"]);
    // A bulb lasts 30 days: shown again from the 15th on.
    expect(similar(askOf([touch("bulb", "purchase", now - 14 * dayMs)]))).toEqual(["sofa"]);
    expect(similar(askOf([touch("bulb", "purchase", now - 16 * dayMs)]))).toEqual(["bulb", "sofa"]);
  });

  it("heeds its own filter, also where popular items fill it", () => {
    const where = { category: "seats", priceAtMost: 50 };
    expect(idsOf(fill({ where }, askOf([touch("lamp")])))).toEqual(["stool", "chair"]);
  });
});

describe("a list about a page or a cart", () => {
  const about = (from: ItemList["from"], context: JsonObject, interactions: Interaction[] = [], lists = listsOf()) =>
    fill({ from, limit: 8 }, askOf(interactions, { context, lists }));

  it("is about the item of the request, which is not in it", () => {
    expect(about("similar-items", { itemId: "sofa" }).items).toMatchObject([
      { itemId: "chair", reason: "like Sofa" },
      { itemId: "stool", reason: "like Sofa" },
    ]);
  });

  it("shows popular items, and says so, where nothing is known of the item", () => {
    expect(about("also-viewed", { itemId: "sofa" })).toMatchObject({
      fallback: true,
      items: [{ itemId: "stool" }, { itemId: "lamp" }, { itemId: "bulb" }, { itemId: "chair" }],
    });
    expect(about("similar-items", { itemId: "nobody knows" }).fallback).toBe(true);
  });

  it("cart add-ons go with what is in the cart and cost at most 30 % of it", () => {
    const bought = table([
      [
        [1, 1],
        [3, 2],
      ],
      [],
      [],
      [],
      [],
    ]);
    const lists = listsOf({ model: modelOf({ bought }) });
    expect(about("cart-add-ons", {}, [touch("lamp", "cart")], lists).items).toEqual([
      { itemId: "bulb", score: 1, reason: "goes with Lamp in your cart" },
    ]);
  });

  it("an upsell costs 1.1 to 2 times as much", () => {
    const similar = table([
      [],
      [],
      [],
      [
        [4, 1],
        [2, 2],
      ],
      [],
    ]);
    const lists = listsOf({ model: modelOf({ similar }) });
    expect(idsOf(about("upsell", { itemId: "chair" }, [], lists))).toEqual(["stool"]);
  });

  it("what is bought again comes back when it is due", () => {
    const bought = (days: number) => [touch("bulb", "purchase", now - days * dayMs)];
    expect(about("buy-again", {}, bought(24)).items).toMatchObject([{ itemId: "bulb", score: expect.closeTo(0.8, 6) }]);
    expect(about("buy-again", {}, bought(10)).fallback).toBe(true);
  });

  it("the next best action is what goes with the cart, then what is due again, then what may please; each item says which", () => {
    const bought = table([[[1, 2]], [], [], [], []]);
    const lists = listsOf({ model: modelOf({ bought }) });
    const touches = [touch("bulb", "purchase", now - 24 * dayMs), touch("sofa"), touch("lamp", "cart")];
    const due = { itemId: "bulb", reason: "you bought it before, and it may be time again" };
    const add = { itemId: "bulb", reason: "goes with Lamp in your cart" };
    const inCart = about("next-best-action", {}, touches, lists);
    expect(inCart).toMatchObject({ fallback: false, items: [add, { itemId: "chair" }, { itemId: "stool" }] });
    expect(new Set(idsOf(inCart)).size).toBe(inCart.items.length);
    expect(about("next-best-action", {}, touches.slice(0, 2), lists).items[0]).toMatchObject(due);
    expect(about("next-best-action", {}, [touch("sofa")], lists)).toEqual(about("for-you", {}, [touch("sofa")], lists));
    expect(idsOf(fill({ from: "next-best-action", limit: 1 }, askOf(touches, { lists })))).toEqual(["bulb"]);
  });

  it("a list of the request is put in order, nothing added; what the model is silent on keeps the shop's order", () => {
    const context = { items: ["lamp", "bulb", "stool", "chair", 7, "bulb"] };
    expect(about("ranked-list", context, [touch("sofa")]).items).toMatchObject([
      { itemId: "chair", reason: "because you viewed Sofa" },
      { itemId: "stool" },
      { itemId: "lamp", reason: "in the order of the list" },
      { itemId: "bulb" },
    ]);
    expect(about("ranked-list", {}).items).toEqual([]);
  });
});
