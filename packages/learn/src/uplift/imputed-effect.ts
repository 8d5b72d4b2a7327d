import type { Rng } from "@attune/math/rng";
import { type BaseLearner, type LearnedModel, predictorOf } from "./base-learner.ts";
import { isBinaryOutcome, rowsOfArm, takeUpliftRows, type UpliftData } from "./uplift-data.ts";

export interface ImputeOptions {
  base: BaseLearner;
  rng: Rng;
}

/**
 * The effects of one arm's rows, imputed from the other arm's model of the outcome, and a model of them.
 * @see Künzel et al. (2019), PNAS 116, 4156–4165, eq. 5–7
 */
export function imputedEffect(data: UpliftData, arm: 0 | 1, { base, rng }: ImputeOptions): LearnedModel {
  const other = arm === 1 ? 0 : 1;
  const isBinary = isBinaryOutcome(data.outcome);
  const theirs = takeUpliftRows(data, rowsOfArm(data.treated, other));
  const model = base.learn(theirs.columns, theirs.outcome, { isBinary, rng: rng.fork(`arm/${other}`) });
  const own = takeUpliftRows(data, rowsOfArm(data.treated, arm));
  const without = predictorOf(model)(own.columns, own.outcome.length);
  const imputed = own.outcome.map((value, i) => (arm === 1 ? value - without[i]! : without[i]! - value));
  return base.learnEffect(own.columns, imputed, { isBinary: false, rng: rng.fork(`effect/${arm}`) });
}
