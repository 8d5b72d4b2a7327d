import type { Item } from "@attune/model/item";

/** What the shop tells everybody of an item: never what it cost the shop. */
export type ShopItem = Pick<
  Item,
  "itemId" | "name" | "category" | "brand" | "priceMicros" | "salePriceMicros" | "available"
>;

export function shopItemOf(item: Item): ShopItem {
  const { itemId, name, category, brand, priceMicros, salePriceMicros, stock, available } = item;
  return {
    itemId,
    name,
    ...(category === undefined ? {} : { category }),
    ...(brand === undefined ? {} : { brand }),
    ...(priceMicros === undefined ? {} : { priceMicros }),
    ...(salePriceMicros === undefined ? {} : { salePriceMicros }),
    available: available && stock !== 0,
  };
}

/** What it costs now, in micros; undefined where nobody said. */
export const priceNow = ({ priceMicros, salePriceMicros }: ShopItem): number | undefined =>
  salePriceMicros ?? priceMicros;

/** `Cushions & Throws` → `cushions-throws`: as the paths of categories, and the links of the demo's playbook, write it. */
export const slugOf = (category: string): string =>
  category
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
