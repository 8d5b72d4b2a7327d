import type { ItemNeighbors } from "@attune/learn/recommend/item-neighbors";
import type { ServedTable } from "@attune/learn/serve/served-model";
import type { JsonObject } from "@attune/model/json";
import type { Interaction, InteractionKind, Profile } from "@attune/model/profile";
import type { ItemList } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import type { CatalogueView, ListedItem } from "./catalogue-view.ts";
import { fillList } from "./fill-list.ts";
import { emptyItemLists, type ItemLists } from "./item-lists.ts";
import type { ListAsk } from "./list-ask.ts";
import { newcomersTo, type PlacedModel } from "./placed-model.ts";

const now = Date.UTC(2026, 10, 22, 12);
const dayMs = 86_400_000;

const shop: ListedItem[] = [
  { itemId: "lamp", name: "Lamp", category: "light", brand: "Lux", priceMicros: 10_000_000, listedAt: 1 },
  { itemId: "bulb", name: "Bulb", category: "light", brand: "Lux", priceMicros: 2_000_000, listedAt: 2 },
  { itemId: "sofa", name: "Sofa", category: "seats", brand: "Soft", priceMicros: 100_000_000, listedAt: 3 },
  { itemId: "chair", name: "Chair", category: "seats", brand: "Soft", priceMicros: 40_000_000, listedAt: 4 },
  { itemId: "stool", name: "Stool", category: "seats", brand: "Hard", priceMicros: 45_000_000, listedAt: 5 },
];

function catalogueOf(items: ListedItem[], gone: string[] = []): CatalogueView {
  return {
    size: items.length,
    isEmpty: false,
    numberOf: (itemId) => {
      const found = items.findIndex((item) => item.itemId === itemId);
      return found < 0 ? undefined : found;
    },
    idOf: (item) => items[item]!.itemId,
    itemOf: (item) => items[item],
    available: Uint8Array.from(items, ({ itemId }) => (gone.includes(itemId) ? 0 : 1)),
    newest: items.map((_, item) => item).sort((a, b) => items[b]!.listedAt - items[a]!.listedAt),
  };
}

/** `rows[i]`: neighbors of item i and how strongly they are spoken for. */
function table(rows: [number, number][][]): ServedTable {
  const neighbors: ItemNeighbors = {
    rowStart: Uint32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]),
    neighbor: Uint32Array.from(rows.flat(), ([item]) => item),
    strength: Float32Array.from(rows.flat(), ([, strength]) => strength),
  };
  return { ...neighbors, decay: 0.5, lastItems: 20 };
}

const silent: [number, number][][] = [[], [], [], [], []];
/** Lamp speaks for bulb (1) and sofa (0.5); sofa for chair (1) and stool (0.75). */
const taste = table([
  [
    [1, 1],
    [2, 0.5],
  ],
  [],
  [
    [3, 1],
    [4, 0.75],
  ],
  [[4, 0.5]],
  [],
]);

function modelOf(
  changes: Partial<PlacedModel["tables"]> = {},
  rhythmDays = [Number.NaN, 30, NaN, NaN, NaN],
): PlacedModel {
  const tables = {
    personal: taste,
    session: taste,
    viewed: table(silent),
    bought: table(silent),
    similar: taste,
    ...changes,
  };
  const rowOf = Int32Array.from([0, 1, 2, 3, 4]);
  return {
    modelId: "m",
    trainedAt: 0,
    rowOf,
    tables,
    rhythmDays: Float32Array.from(rhythmDays),
    newcomers: new Map(),
  };
}

const popular = ["stool", "sofa", "lamp", "bulb", "chair"].map((itemId, i) => ({ itemId, score: 10 - i }));

function listsOf(changes: Partial<ItemLists> = {}): ItemLists {
  return { ...emptyItemLists, popular, catalogue: catalogueOf(shop), model: modelOf(), ...changes };
}

let offset = 0;
function touch(itemId: string, kind: InteractionKind = "view", at = now - 60_000): Interaction {
  offset += 1;
  return { itemId, kind, at, offset };
}

function askOf(interactions: Interaction[], changes: Partial<ListAsk> = {}): ListAsk {
  const cart = interactions
    .filter(({ kind }) => kind === "cart")
    .map(({ itemId, at, offset: of }) => ({ itemId, at, offset: of, quantity: 1 }));
  const profile = { interactions, cart: { cleared: { at: 0, offset: 0 }, changes: cart } } as unknown as Profile;
  const lists = listsOf();
  return { profile, context: {}, now, decisionId: "d", lists, rules: [], taken: new Set(), history: {}, ...changes };
}

function fill(list: Partial<ItemList>, ask: ListAsk) {
  return fillList({ from: "for-you", limit: 8, ...list }, "row", ask);
}

const idsOf = ({ items }: { items: { itemId: string }[] }) => items.map(({ itemId }) => itemId);

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

describe("the shop's own wishes", () => {
  const rule = (changes: Partial<ListAsk["rules"][number]>) => ({
    ruleId: "r",
    name: "r",
    on: {},
    pins: [],
    boosts: [],
    hides: [],
    ...changes,
  });

  it("pins stand in their places, unless they cannot be shown", () => {
    const pins = [
      { itemId: "lamp", position: 1 },
      { itemId: "nowhere", position: 2 },
    ];
    const ask = askOf([touch("sofa")], { rules: [rule({ pins })] });
    expect(fill({ limit: 3 }, ask).items).toMatchObject([
      { itemId: "lamp", reason: "picked by the shop" },
      { itemId: "chair" },
      { itemId: "stool" },
    ]);
  });

  it("boosts lift, hides leave out, in all kinds of lists", () => {
    const boosts = [{ where: { brand: "Hard" }, factor: 2 }];
    expect(idsOf(fill({ limit: 2 }, askOf([touch("sofa")], { rules: [rule({ boosts })] })))).toEqual([
      "stool",
      "chair",
    ]);
    const hides = [{ category: "seats" }];
    for (const from of ["for-you", "popular", "similar-items"] as const) {
      const ask = askOf([touch("sofa")], { rules: [rule({ hides })] });
      expect(idsOf(fill({ from }, ask)).filter((itemId) => ["sofa", "chair", "stool"].includes(itemId))).toEqual([]);
    }
  });

  it("hold in their placements, categories, searches and days only", () => {
    const pins = [{ itemId: "lamp", position: 1 }];
    const first = (on: ListAsk["rules"][number]["on"], context: JsonObject, schedule = {}) =>
      idsOf(fill({ limit: 2 }, askOf([touch("sofa")], { context, rules: [rule({ pins, on, schedule })] })))[0];
    expect(first({ placements: ["row"] }, {})).toBe("lamp");
    expect(first({ placements: ["other"] }, {})).toBe("chair");
    expect(first({ categories: ["seats"] }, { category: "seats" })).toBe("lamp");
    expect(first({ categories: ["seats"] }, {})).toBe("chair");
    expect(first({ searches: ["garden chair"] }, { search: "Chair for the GARDEN" })).toBe("lamp");
    expect(first({ searches: ["garden chair"] }, { search: "chair" })).toBe("chair");
    expect(first({}, {}, { startsAt: now, endsAt: now + 1 })).toBe("lamp");
    expect(first({}, {}, { endsAt: now })).toBe("chair");
  });
});
