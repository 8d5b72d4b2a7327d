import { fitParameters, type ParameterFit } from "./fit-parameters.ts";
import { customerCount, type PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/** With more rows than this the starts race on a thinned copy. */
const rowsToRace = 20_000;

/**
 * Maximum likelihood of a purchase model. Equal histories should have been grouped before.
 * A customer of whom nothing is known yet (observed for no time) counts for nothing.
 */
export function fitPurchaseModel(model: PurchaseModel, histories: PurchaseHistories): ParameterFit {
  const size = customerCount(histories);
  const mean = (column: Float64Array) =>
    column.reduce((sum, value, i) => sum + value * histories.customers[i]!, 0) / size;
  const observed = Math.max(mean(histories.observedFor), Number.MIN_VALUE);
  const rows = histories.customers.length;
  const problem = {
    parameterNames: model.parameterNames,
    objective: model.objective(histories),
    starts: model.starts(observed, mean(histories.repeatPurchases)),
    size,
    scales: model.parameterNames.map((name) => (model.timeParameters.includes(name) ? observed : 1)),
  };
  if (rows <= rowsToRace) return fitParameters(problem);
  return fitParameters({ ...problem, preview: model.objective(everyNth(histories, Math.ceil(rows / rowsToRace))) });
}

function everyNth(histories: PurchaseHistories, step: number): PurchaseHistories {
  const thin = (column: Float64Array) => column.filter((_, i) => i % step === 0);
  return {
    repeatPurchases: thin(histories.repeatPurchases),
    timeOfLastPurchase: thin(histories.timeOfLastPurchase),
    observedFor: thin(histories.observedFor),
    customers: thin(histories.customers),
  };
}
