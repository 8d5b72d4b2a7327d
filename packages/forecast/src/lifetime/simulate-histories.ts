import type { Rng } from "@attune/math/rng";
import type { PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/** Customers that behave as the model says, observed for the given times: one row each. */
export function simulateHistories(
  model: PurchaseModel,
  parameters: Float64Array,
  observedFor: Float64Array,
  rng: Rng,
): PurchaseHistories {
  const newcomer = { repeatPurchases: 0, timeOfLastPurchase: 0, observedFor: 0 };
  const staysAtFirst = model.probabilityAlive(parameters, newcomer);
  const repeatPurchases = new Float64Array(observedFor.length);
  const timeOfLastPurchase = new Float64Array(observedFor.length);
  for (let i = 0; i < observedFor.length; i++) {
    const purchases = rng.uniform() < staysAtFirst ? model.drawIfAlive(parameters, newcomer, observedFor[i]!, rng) : [];
    repeatPurchases[i] = purchases.length;
    timeOfLastPurchase[i] = purchases.at(-1) ?? 0;
  }
  return { repeatPurchases, timeOfLastPurchase, observedFor, customers: new Float64Array(observedFor.length).fill(1) };
}
