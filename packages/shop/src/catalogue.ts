import { createRng, type Rng } from "@attune/math/rng";
import { AttuneError } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import type { BrandWords, CategoryWords } from "./catalogue-words.ts";
import { drawLogNormal, drawOne, drawWeighted } from "./draws.ts";
import type { Kind } from "./kind.ts";
import { shopKind } from "./kind-shop.ts";

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

/** All that there is to show, in the orders that pages show. */
export interface Catalogue {
  /** The business whose items these are. */
  kind: Kind;
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

interface Words {
  kind: Kind;
  name: string;
  category: CategoryWords;
  brand: BrandWords;
}

function createItem(rng: Rng, number: number, { kind, name, category, brand }: Words): ShopItem {
  const { medianPrice } = category;
  const isSold = medianPrice > 0;
  const euros = isSold ? drawLogNormal(rng, medianPrice * brand.priceLevel, category.priceSpread) : 0;
  const priceMicros = isSold ? priceTag(euros) : 0;
  const margin = Math.min(0.8, Math.max(0.15, category.margin + 0.06 * rng.normal()));
  const itemId = `${kind.itemPrefix}-${1000 + number}`;
  return {
    itemId,
    name,
    category: category.name,
    brand: brand.name,
    priceMicros,
    costMicros: Math.round((priceMicros * (1 - margin)) / 10_000) * 10_000,
    url: `${kind.origin}${kind.pages.item.path}${slug(name)}-${itemId.toLowerCase()}`,
    imageUrl: `${kind.origin}/images/${itemId.toLowerCase()}.svg`,
    available: true,
    popularity: drawLogNormal(rng, 1, 1),
    relativePrice: isSold ? priceMicros / (medianPrice * 1e6) : 1,
  };
}

/**
 * `size` items of a business of this kind, a home-and-living shop unless said; the same seed makes the same. The shop has twelve categories
 * and eight brands. Prices are log-normal by category and brand, costs leave the category's margin; no two items carry the same name
 * (names run out beyond 5,000 items). Throws `bad-request` for a size below the number of categories or above 5,000.
 */
export function createCatalogue({ seed, size = 300, kind = shopKind }: CatalogueSettings): Catalogue {
  const { categories, brands } = kind;
  if (!(size >= categories.length && size <= 5000)) {
    const message = `A catalogue has ${categories.length} to 5,000 items; ${size} were asked for.`;
    throw new AttuneError("bad-request", message, { path: "size" });
  }
  const rng = createRng(seed).fork("catalogue");
  const items: ShopItem[] = [];
  const names = new Set<string>();
  while (items.length < size) {
    // One of each category first, so that none is empty.
    const category = categories[items.length] ?? drawWeighted(rng, categories, (words) => words.weight);
    const brand = drawOne(rng, brands);
    const name = `${drawOne(rng, brand.lines)} ${drawOne(rng, category.materials)} ${drawOne(rng, category.nouns)}`;
    if (names.has(name)) continue;
    names.add(name);
    items.push(createItem(rng, items.length, { kind, name, category, brand }));
  }
  const bestsellers = items.toSorted((a, b) => b.popularity - a.popularity);
  return {
    kind,
    items,
    categories: categories.map((words) => words.name),
    brands: brands.map((words) => words.name),
    byCategory: new Map(
      categories.map((words) => [words.name, bestsellers.filter((item) => item.category === words.name)]),
    ),
    byId: new Map(items.map((item) => [item.itemId, item])),
    bestsellers,
  };
}

interface CatalogueSettings {
  seed: number | string;
  size?: number;
  kind?: Kind;
}

/** The items as the shop publishes them: without the truth about how much they are wanted. */
export function catalogueFeed(catalogue: Catalogue): Item[] {
  return catalogue.items.map(({ popularity, relativePrice, priceMicros, costMicros, ...item }) =>
    priceMicros > 0 ? { ...item, priceMicros, costMicros } : item,
  );
}
