import type { ItemFilter } from "@attune/model/condition";
import type { CartLine } from "./person-view.ts";
import type { Truth } from "./truth.ts";

const microsPerUnit = 1_000_000;

/** Whether an item passes a filter. Undetermined where the filter asks for what is not known of the item. */
export function itemFits(item: Omit<CartLine, "quantity">, filter: ItemFilter): Truth {
  let fits: Truth = 1;
  if (filter.item !== undefined && !oneOf(item.itemId, filter.item)) return -1;
  if (filter.category !== undefined) {
    if (item.category === undefined) fits = 0;
    else if (!oneOf(item.category, filter.category)) return -1;
  }
  if (filter.brand !== undefined) {
    if (item.brand === undefined) fits = 0;
    else if (!oneOf(item.brand, filter.brand)) return -1;
  }
  if (filter.priceAtLeast === undefined && filter.priceAtMost === undefined) return fits;
  if (item.priceMicros === undefined) return 0;
  const price = item.priceMicros / microsPerUnit;
  if (filter.priceAtLeast !== undefined && price < filter.priceAtLeast) return -1;
  if (filter.priceAtMost !== undefined && price > filter.priceAtMost) return -1;
  return fits;
}

function oneOf(value: string, wanted: string | readonly string[]): boolean {
  return typeof wanted === "string" ? value === wanted : wanted.includes(value);
}
