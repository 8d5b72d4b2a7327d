import { testPrice } from "@attune/engine/decide/test-price";
import type { Item } from "@attune/model/item";
import { microsPerUnit } from "@attune/model/money";
import type { PriceTest } from "@attune/model/price-test";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** What the items of a price test cost the people of one variant. */
export interface PricesMet {
  /** Mean price over the mean usual price: 0.97 where a floor left of five percent only three. */
  index: number;
  /** True where the floor held at least one of the prices that count here. */
  isFloored: boolean;
  /** Mean price less mean cost, in the reporting currency. */
  unitMargin: number | Undetermined;
}

/**
 * The prices that people of a variant were really asked, the margin floor taken in: as means over the items, weighted by how often each was
 * bought, or alike where none of them was. `Undetermined` where no item has a price.
 */
export function pricesMet(
  items: readonly Item[],
  purchases: ReadonlyMap<string, number>,
  { changes, marginFloor }: PriceTest,
  variantId: string,
): PricesMet | Undetermined {
  const priced = items.flatMap((item) => {
    const usual = item.salePriceMicros ?? item.priceMicros;
    return usual === undefined || usual <= 0 ? [] : [{ ...item, usual }];
  });
  if (priced.length === 0) return undetermined("no-price", "None of the items of the test has a price.");
  const isBought = priced.some(({ itemId }) => (purchases.get(itemId) ?? 0) > 0);
  const total = { weight: 0, usual: 0, met: 0, cost: 0 };
  let costless: string | undefined;
  let isFloored = false;
  for (const { itemId, usual, costMicros } of priced) {
    const weight = isBought ? (purchases.get(itemId) ?? 0) : 1;
    if (weight === 0) continue;
    if (costMicros === undefined) costless ??= itemId;
    total.weight += weight;
    total.usual += weight * usual;
    const tested = testPrice(usual, costMicros, changes[variantId] ?? 0, marginFloor);
    isFloored ||= tested.isFloored;
    total.met += weight * tested.priceMicros;
    total.cost += weight * (costMicros ?? 0);
  }
  const unitMargin =
    costless === undefined
      ? (total.met - total.cost) / total.weight / microsPerUnit
      : undetermined("cost-unknown", `The cost of ${costless} is not in the catalogue.`);
  return { index: total.met / total.usual, isFloored, unitMargin };
}
