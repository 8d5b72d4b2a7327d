import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { PricePoint } from "./price-elasticity.ts";

/** So few buyers that a mean over people is far from normal. */
const fewestBought = 5;

/**
 * What is left above cost per person at one price: mean demand times what one order leaves, with the interval of the mean. What an order
 * leaves is taken as known; a negative one (sold below cost) turns the interval over.
 *
 * @param unitMargin what one order of such an item leaves above cost, in units of money.
 */
export function marginPerVisitor(
  { people, sum, sumSquares }: Omit<PricePoint, "priceIndex">,
  unitMargin: number,
  alpha = 0.05,
): { estimate: number; interval: [number, number] } | Undetermined {
  if (people < 2 || sum < fewestBought)
    return undetermined("no-demand", "At this price too few have bought to tell a margin.");
  const mean = sum / people;
  const variance = Math.max(0, (sumSquares - sum * mean) / (people - 1)) / people;
  const reach = normalUpperQuantile(alpha / 2) * Math.sqrt(variance) * Math.abs(unitMargin);
  const estimate = mean * unitMargin;
  return { estimate, interval: [estimate - reach, estimate + reach] };
}
