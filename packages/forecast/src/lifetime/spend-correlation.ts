import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { SpendHistories } from "./gamma-gamma.ts";

/** Pearson's correlation of the number of repeat purchases with their mean amount: what the gamma-gamma model takes for 0. */
export function spendCorrelation({ repeatPurchases, meanSpend, customers }: SpendHistories): number | Undetermined {
  const size = customers.reduce((sum, n) => sum + n, 0);
  const mean = (column: Float64Array) => column.reduce((sum, value, i) => sum + value * customers[i]!, 0) / size;
  const [meanX, meanZ] = [mean(repeatPurchases), mean(meanSpend)];
  let xz = 0;
  let xx = 0;
  let zz = 0;
  for (let i = 0; i < customers.length; i++) {
    const dx = repeatPurchases[i]! - meanX;
    const dz = meanSpend[i]! - meanZ;
    xz += customers[i]! * dx * dz;
    xx += customers[i]! * dx * dx;
    zz += customers[i]! * dz * dz;
  }
  return xx > 0 && zz > 0
    ? xz / Math.sqrt(xx * zz)
    : undetermined("zero-variance", "All repeat customers bought equally often or spent the same.");
}
