import type { Catalogue } from "./catalogue.ts";

/** What a shop asks of every item it shows, whoever looks. */
export interface Constraints {
  /** Smallest (price − cost) / price; null: not asked. An item whose cost or price is not known does not pass. */
  minimumMarginShare: number | null;
  /** Fewest pieces in stock; items that `stockOf` does not know (undefined) pass, as nobody counts them. */
  minimumStock: number;
  stockOf: (item: number) => number | undefined;
}

/** A filter for `recommend`; price and cost as the catalogue has them today. */
export function constraintFilter(
  { items }: Pick<Catalogue, "items">,
  { minimumMarginShare, minimumStock, stockOf }: Constraints,
): (item: number) => boolean {
  return (item) => {
    const stock = stockOf(item);
    if (stock !== undefined && stock < minimumStock) return false;
    if (minimumMarginShare === null) return true;
    const { priceMicros, costMicros } = items[item] ?? {};
    if (priceMicros === undefined || costMicros === undefined || priceMicros <= 0) return false;
    return priceMicros - costMicros >= minimumMarginShare * priceMicros;
  };
}
