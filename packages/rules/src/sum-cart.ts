import type { ItemFilter } from "@attune/model/condition";
import { itemFits } from "./item-fits.ts";
import type { PersonView } from "./person-view.ts";
import type { Range } from "./truth.ts";

const microsPerUnit = 1_000_000;
const summed: Range = { least: 0, most: 0 };

/** Quantity or value, in the reporting currency, of what lies in the cart and passes a filter. A price that is not known may be any. */
export function sumCart(what: "quantity" | "value", filter: ItemFilter, person: PersonView): Readonly<Range> {
  summed.least = 0;
  summed.most = 0;
  if (person.cart === "empty") return summed;
  const cart = person.cartLines?.();
  for (const line of cart?.list ?? []) {
    const fits = itemFits(line, filter);
    if (fits === -1) continue;
    const price = (line.priceMicros ?? 0) / microsPerUnit;
    const amount = what === "quantity" ? line.quantity : line.quantity * price;
    const isUnknown = what === "value" && line.priceMicros === undefined;
    summed.most += isUnknown ? Number.POSITIVE_INFINITY : amount;
    if (fits === 1) summed.least += amount;
  }
  // What was put in or taken out before the changes that are kept may be there as well, or not.
  if (cart === undefined || cart.completeAfter > Number.NEGATIVE_INFINITY) {
    summed.least = 0;
    summed.most = Number.POSITIVE_INFINITY;
  }
  return summed;
}
