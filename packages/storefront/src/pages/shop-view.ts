import type { ShopItem } from "./shop-item.ts";

/** All that pages are written from. Nothing of it is about whoever asks: a page is the same for everybody. */
export interface ShopView {
  name: string;
  currency: string;
  writeKey: string;
  items: readonly ShopItem[];
  /** What can be bought, in the catalogue's order: the default of rows. */
  featured: readonly ShopItem[];
  /** Placements of the playbook: only these get a slot. */
  placements: ReadonlySet<string>;
  /** Purposes that need a yes before they hold. */
  askFirst: readonly string[];
  /** Addresses of the built script and sheet. */
  script: string;
  sheet: string;
}

/** Names of the categories there is something in, by the alphabet. */
export function categoriesOf({ items }: Pick<ShopView, "items">): string[] {
  return [...new Set(items.flatMap(({ category }) => category ?? []))].sort();
}
