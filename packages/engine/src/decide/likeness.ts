import type { ListedItem } from "./catalogue-view.ts";

/** How alike two items are by what they are, in [0, 1]: half for the category, a quarter for the brand, a quarter for the price (0 at twice or half of it). */
export function likeness(a: ListedItem, b: ListedItem): number {
  let alike = 0;
  if (a.category !== undefined && a.category === b.category) alike += 0.5;
  if (a.brand !== undefined && a.brand === b.brand) alike += 0.25;
  if (a.priceMicros !== undefined && b.priceMicros !== undefined && a.priceMicros > 0 && b.priceMicros > 0)
    alike += 0.25 * Math.max(0, 1 - Math.abs(Math.log2(a.priceMicros / b.priceMicros)));
  return alike;
}
