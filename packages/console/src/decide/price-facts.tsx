import { itemWords } from "@attune/model/condition-words";
import type { PriceTest } from "@attune/model/price-test";
import { formatPercent } from "../format/number.ts";
import { signedPercent } from "../parts/change.tsx";
import { Facts } from "../parts/facts.tsx";

/** What a price test changes, for which products, and what it never goes below. */
export function PriceFacts({ price: { where, marginFloor, changes } }: { price: PriceTest }) {
  const variants = Object.entries(changes).map(
    ([variantId, change]) => `${variantId}: ${change === 0 ? "the usual price" : signedPercent(change)}`,
  );
  return (
    <Facts
      facts={[
        ["Prices", variants.join(", ")],
        ["Of", where === undefined ? "every product" : itemWords(where)],
        ["Never below", `${formatPercent(marginFloor)} of the price above its cost`],
      ]}
    />
  );
}
