import { type BoostingLoss, fitBoosting, predictResponse } from "@attune/math/fit/boosting/gradient-boosting";
import type { Rng } from "@attune/math/rng";
import type { NuisanceLearner } from "./cross-fit.ts";

/** Trees tell apart what a line cannot, and are sure where they should not be: no propensity nearer to 0 or 1 than this. */
const propensityFloor = 0.01;

/** Gradient-boosted trees for propensity and outcomes, shallow and stopped early, so that they bend only where the data insist. */
export function boostedNuisance(rng: Rng): NuisanceLearner {
  let fits = 0;
  const learn = (columns: readonly Float64Array[], outcome: Float64Array, loss: BoostingLoss) => {
    fits += 1;
    const model = fitBoosting(
      columns.map((values) => ({ values })),
      outcome,
      {
        loss,
        trees: 200,
        learningRate: outcome.length < 5000 ? 0.05 : 0.1,
        maxLeaves: 8,
        minLeafRows: 20,
        l2: 1,
        earlyStopping: { share: 0.2, patience: 10, rng: rng.fork(fits) },
      },
    );
    return (held: readonly Float64Array[], rows: number) => predictResponse(model, held, rows);
  };
  return {
    propensity(columns, treated) {
      const predict = learn(columns, treated, "logistic");
      return (held, rows) =>
        predict(held, rows).map((p) => Math.min(1 - propensityFloor, Math.max(propensityFloor, p)));
    },
    outcome: (columns, outcome) => learn(columns, outcome, "squared"),
  };
}
