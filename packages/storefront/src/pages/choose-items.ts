import { priceNow, type ShopItem } from "./shop-item.ts";

/** How many products a list shows at once. */
export const pageSize = 24;

/** What somebody asked of a list. Prices in units of the currency. */
export interface ListingChoice {
  query: string;
  brands: readonly string[];
  min: number | null;
  max: number | null;
  inStock: boolean;
  sort: "featured" | "cheap" | "dear" | "name";
  /** From 1. */
  page: number;
}

export function readChoice(query: URLSearchParams): ListingChoice {
  const number = (name: string) => {
    const text = query.get(name) ?? "";
    return text === "" || !Number.isFinite(Number(text)) ? null : Math.max(0, Number(text));
  };
  const sort = query.get("sort");
  return {
    query: (query.get("q") ?? "").trim().slice(0, 100),
    brands: query.getAll("brand").slice(0, 50),
    min: number("min"),
    max: number("max"),
    inStock: query.get("stock") === "1",
    sort: sort === "cheap" || sort === "dear" || sort === "name" ? sort : "featured",
    page: Math.max(1, Math.floor(number("page") ?? 1)),
  };
}

/** Every word must begin a word of the name, category or brand; a plural finds its singular. */
export function findItems(items: readonly ShopItem[], query: string): ShopItem[] {
  const wordsOf = (text: string) =>
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  const asked = wordsOf(query).map((word) => (word.length > 3 ? word.replace(/s$/, "") : word));
  return items.filter(({ name, category = "", brand = "" }) => {
    const words = wordsOf(`${name} ${category} ${brand}`);
    return asked.every((word) => words.some((own) => own.startsWith(word)));
  });
}

/** The items of a list that fit the choice, of one page. */
export function choose(
  items: readonly ShopItem[],
  choice: ListingChoice,
): { shown: ShopItem[]; total: number; from: number } {
  const { brands, min, max, inStock, sort, page } = choice;
  const price = (item: ShopItem) => (priceNow(item) ?? 0) / 1e6;
  const orders: Record<ListingChoice["sort"], (a: ShopItem, b: ShopItem) => number> = {
    featured: () => 0,
    cheap: (a, b) => price(a) - price(b),
    dear: (a, b) => price(b) - price(a),
    name: (a, b) => a.name.localeCompare(b.name),
  };
  const fitting = items
    .filter(
      (item) =>
        (brands.length === 0 || brands.includes(item.brand ?? "")) &&
        (min === null || price(item) >= min) &&
        (max === null || price(item) <= max) &&
        (!inStock || item.available),
    )
    .sort(orders[sort]);
  const from = Math.min(page - 1, Math.max(0, Math.ceil(fitting.length / pageSize) - 1)) * pageSize;
  return { shown: fitting.slice(from, from + pageSize), total: fitting.length, from };
}
