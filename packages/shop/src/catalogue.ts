import { createRng, type Rng } from "@attune/math/rng";
import { AttuneError } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import { type BrandWords, brandWords, type CategoryWords, categoryWords } from "./catalogue-words.ts";
import { drawLogNormal, drawOne, drawWeighted } from "./draws.ts";

type KnownOfItem =
  | "itemId"
  | "name"
  | "category"
  | "brand"
  | "priceMicros"
  | "costMicros"
  | "url"
  | "imageUrl"
  | "available";

/** An item of the shop: what conditions and models look at is known, and the truth about how much it is wanted. */
export interface ShopItem extends Required<Pick<Item, KnownOfItem>> {
  /** How much the average shopper is drawn to it, relative to others; log-normal, so that few items sell much. */
  popularity: number;
  /** Price relative to the median of its category: what price sensitivity works on. */
  relativePrice: number;
}

/** All the shop sells, in the orders that pages show. */
export interface Catalogue {
  items: readonly ShopItem[];
  /** Names of the categories and of the brands; the order that shoppers' tastes refer to. */
  categories: readonly string[];
  brands: readonly string[];
  /** Most popular first. */
  byCategory: ReadonlyMap<string, readonly ShopItem[]>;
  byId: ReadonlyMap<string, ShopItem>;
  /** Most popular first: the first page of the shop without personalization. */
  bestsellers: readonly ShopItem[];
}

/** Where the shop is on the web: a name that never resolves (RFC 2606). */
export const shopOrigin = "https://www.haus-und-heim.example";

/** Prices end in .95 below 100 euros and on whole fives above, as price tags do. In micros of a euro. */
function priceTag(euros: number): number {
  const shown = euros < 100 ? Math.max(2, Math.round(euros)) - 0.05 : Math.round(euros / 5) * 5;
  return Math.round(shown * 100) * 10_000;
}

const slug = (text: string) =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function createItem(rng: Rng, number: number, name: string, category: CategoryWords, brand: BrandWords): ShopItem {
  const euros = drawLogNormal(rng, category.medianPrice * brand.priceLevel, category.priceSpread);
  const priceMicros = priceTag(euros);
  const margin = Math.min(0.8, Math.max(0.15, category.margin + 0.06 * rng.normal()));
  const itemId = `HH-${1000 + number}`;
  return {
    itemId,
    name,
    category: category.name,
    brand: brand.name,
    priceMicros,
    costMicros: Math.round((priceMicros * (1 - margin)) / 10_000) * 10_000,
    url: `${shopOrigin}/p/${slug(name)}-${itemId.toLowerCase()}`,
    imageUrl: `${shopOrigin}/images/${itemId.toLowerCase()}.svg`,
    available: true,
    popularity: drawLogNormal(rng, 1, 1),
    relativePrice: priceMicros / (category.medianPrice * 1e6),
  };
}

/**
 * A home-and-living shop of `size` items in twelve categories and eight brands; the same seed makes the same shop.
 * Prices are log-normal by category and brand, costs leave the category's margin; no two items carry the same name
 * (names run out beyond 5,000 items). Throws `bad-request` for a size below 12 or above 5,000.
 */
export function createCatalogue({ seed, size = 300 }: { seed: number | string; size?: number }): Catalogue {
  if (!(size >= categoryWords.length && size <= 5000)) {
    throw new AttuneError("bad-request", `A catalogue has 12 to 5,000 items; ${size} were asked for.`, {
      path: "size",
    });
  }
  const rng = createRng(seed).fork("catalogue");
  const items: ShopItem[] = [];
  const names = new Set<string>();
  while (items.length < size) {
    // One of each category first, so that none is empty.
    const category = categoryWords[items.length] ?? drawWeighted(rng, categoryWords, (words) => words.weight);
    const brand = drawOne(rng, brandWords);
    const name = `${drawOne(rng, brand.lines)} ${drawOne(rng, category.materials)} ${drawOne(rng, category.nouns)}`;
    if (names.has(name)) continue;
    names.add(name);
    items.push(createItem(rng, items.length, name, category, brand));
  }
  const bestsellers = items.toSorted((a, b) => b.popularity - a.popularity);
  return {
    items,
    categories: categoryWords.map((words) => words.name),
    brands: brandWords.map((words) => words.name),
    byCategory: new Map(
      categoryWords.map((words) => [words.name, bestsellers.filter((item) => item.category === words.name)]),
    ),
    byId: new Map(items.map((item) => [item.itemId, item])),
    bestsellers,
  };
}

/** The items as the shop publishes them: without the truth about how much they are wanted. */
export function catalogueFeed(catalogue: Catalogue): Item[] {
  return catalogue.items.map(({ popularity, relativePrice, ...item }) => item);
}
