import { readNumbers } from "../reference.suite.ts";
import type { SpendHistories } from "./gamma-gamma.ts";
import type { PurchaseHistories } from "./purchase-history.ts";

/** The 2,357 customers of CDNOW's 1/10 sample after 39 weeks; null where the data are not on this machine. */
export function readCdnow(): PurchaseHistories | null {
  const columns = readNumbers("cdnow/cdnow_customers_summary.csv");
  if (columns === null) return null;
  const repeatPurchases = columns.get("frequency")!;
  return {
    repeatPurchases,
    timeOfLastPurchase: columns.get("recency")!,
    observedFor: columns.get("T")!,
    customers: new Float64Array(repeatPurchases.length).fill(1),
  };
}

/** The 946 who bought again. */
export function readCdnowSpend(): SpendHistories | null {
  const columns = readNumbers("cdnow/cdnow_customers_summary_with_transactions.csv");
  if (columns === null) return null;
  const x = columns.get("x")!;
  const again = (column: Float64Array) => column.filter((_, i) => x[i]! > 0);
  return {
    repeatPurchases: again(x),
    meanSpend: again(columns.get("zbar")!),
    customers: again(new Float64Array(x.length).fill(1)),
  };
}
