import type { ItemNeighbors } from "@attune/learn/recommend/item-neighbors";
import type { ServedTable } from "@attune/learn/serve/served-model";
import type { Interaction, InteractionKind, Profile } from "@attune/model/profile";
import type { ItemList } from "@attune/model/tactic";
import type { CatalogueView, ListedItem } from "./catalogue-view.ts";
import { fillList } from "./fill-list.ts";
import { emptyItemLists, type ItemLists } from "./item-lists.ts";
import type { ListAsk } from "./list-ask.ts";
import type { PlacedModel } from "./placed-model.ts";

export const now = Date.UTC(2026, 10, 22, 12);
export const dayMs = 86_400_000;

export const shop: ListedItem[] = [
  { itemId: "lamp", name: "Lamp", category: "light", brand: "Lux", priceMicros: 10_000_000, listedAt: 1 },
  { itemId: "bulb", name: "Bulb", category: "light", brand: "Lux", priceMicros: 2_000_000, listedAt: 2 },
  { itemId: "sofa", name: "Sofa", category: "seats", brand: "Soft", priceMicros: 100_000_000, listedAt: 3 },
  { itemId: "chair", name: "Chair", category: "seats", brand: "Soft", priceMicros: 40_000_000, listedAt: 4 },
  { itemId: "stool", name: "Stool", category: "seats", brand: "Hard", priceMicros: 45_000_000, listedAt: 5 },
];

export function catalogueOf(items: ListedItem[], gone: string[] = []): CatalogueView {
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
export function table(rows: [number, number][][]): ServedTable {
  const neighbors: ItemNeighbors = {
    rowStart: Uint32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]),
    neighbor: Uint32Array.from(rows.flat(), ([item]) => item),
    strength: Float32Array.from(rows.flat(), ([, strength]) => strength),
  };
  return { ...neighbors, decay: 0.5, lastItems: 20 };
}

export const silent: [number, number][][] = [[], [], [], [], []];
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

export function modelOf(
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

export const popular = ["stool", "sofa", "lamp", "bulb", "chair"].map((itemId, i) => ({ itemId, score: 10 - i }));

export function listsOf(changes: Partial<ItemLists> = {}): ItemLists {
  return { ...emptyItemLists, popular, catalogue: catalogueOf(shop), model: modelOf(), ...changes };
}

let offset = 0;
export function touch(itemId: string, kind: InteractionKind = "view", at = now - 60_000): Interaction {
  offset += 1;
  return { itemId, kind, at, offset };
}

export function askOf(interactions: Interaction[], changes: Partial<ListAsk> = {}): ListAsk {
  const cart = interactions
    .filter(({ kind }) => kind === "cart")
    .map(({ itemId, at, offset: of }) => ({ itemId, at, offset: of, quantity: 1 }));
  const profile = { interactions, cart: { cleared: { at: 0, offset: 0 }, changes: cart } } as unknown as Profile;
  const lists = listsOf();
  return { profile, context: {}, now, decisionId: "d", lists, rules: [], taken: new Set(), history: {}, ...changes };
}

export function fill(list: Partial<ItemList>, ask: ListAsk) {
  return fillList({ from: "for-you", limit: 8, ...list }, "row", ask);
}

export const idsOf = ({ items }: { items: { itemId: string }[] }) => items.map(({ itemId }) => itemId);
