import type { ShopItem } from "../pages/shop-item.ts";

export type Catalogue = ReadonlyMap<string, ShopItem>;

/** What is sold, by item id: the same for everybody, and kept by the browser. Empty where it does not come. */
export async function loadCatalogue(): Promise<Catalogue> {
  try {
    const response = await fetch("/shop/catalogue.json");
    const { items } = (await response.json()) as { items: ShopItem[] };
    return new Map(items.map((item) => [item.itemId, item]));
  } catch {
    return new Map();
  }
}
