import { leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import { fitLogistic } from "@attune/math/fit/logistic";

/** Two periods of one panel: the change of each unit, who is treated, and covariates from before (a constant first). */
export interface TwoPeriodData {
  change: Float64Array;
  /** 1 treated, 0 control. */
  treated: Uint8Array;
  covariates: readonly Float64Array[];
}

/** An average effect on the treated with each unit's influence on it: variance = mean(influence²)/n. */
export interface InfluencedEffect {
  effect: number;
  influence: Float64Array;
}

/** Controls likelier than this to have been treated would carry weights without bound, and are left out (as in `DRDID`). */
const propensityCap = 0.995;

/**
 * Doubly robust difference-in-differences for a panel of two periods: right when either the regression of the controls' change or the
 * propensity is. With the constant as only covariate it is the difference of mean changes. Null where the covariates separate the groups.
 * Assumes (1) parallel trends given the covariates; (2) no anticipation; (3) overlap.
 * @see Sant'Anna and Zhao (2020), J. Econometrics 219, 101–122, eq. 2.5 and 3.1; docs/methods/difference-in-differences.md
 */
export function doublyRobustDid(data: TwoPeriodData): InfluencedEffect | null {
  if (data.covariates.length === 1) return differenceOfChanges(data);
  const { change, treated, covariates } = data;
  const n = change.length;
  const propensity = fitLogistic(covariates, treated);
  if (propensity.kind === "separated") return null;
  const controlRows = Uint32Array.from([...treated.keys()].filter((i) => treated[i] === 0));
  const take = (column: Float64Array) => Float64Array.from(controlRows, (i) => column[i]!);
  const regression = leastSquares({ columns: covariates.map(take), outcome: take(change) });
  const fitted = linearPredictor(covariates, regression.coefficients, n);
  const p = propensity.probabilities;
  const weightTreated = Float64Array.from(treated);
  const weightControl = p.map((value, i) => (treated[i] === 1 || value >= propensityCap ? 0 : value / (1 - value)));
  const rest = change.map((value, i) => value - fitted[i]!);
  const meanTreated = mean(weightTreated);
  const meanControl = mean(weightControl);
  const etaTreated = mean(weightTreated.map((w, i) => w * rest[i]!)) / meanTreated;
  const etaControl = mean(weightControl.map((w, i) => w * rest[i]!)) / meanControl;
  // Asymptotically linear parts of the regression (over all units) and of the propensity.
  const regressionPart = projection(
    regression.kept.map((j) => covariates[j]!),
    regression.inverseCrossProduct,
    rest.map((value, i) => (treated[i] === 1 ? 0 : n * value)),
    regression.kept.map((j) =>
      mean(covariates[j]!.map((x, i) => x * (weightTreated[i]! / meanTreated - weightControl[i]! / meanControl))),
    ),
  );
  const propensityPart = projection(
    propensity.kept.map((j) => covariates[j]!),
    propensity.covariance,
    p.map((value, i) => n * (treated[i]! - value)),
    propensity.kept.map((j) => mean(covariates[j]!.map((x, i) => x * weightControl[i]! * (rest[i]! - etaControl)))),
  );
  const influence = rest.map((value, i) => {
    const one = (weightTreated[i]! * (value - etaTreated)) / meanTreated;
    const zero = (weightControl[i]! * (value - etaControl) + propensityPart[i]!) / meanControl;
    return one - zero - regressionPart[i]!;
  });
  return { effect: etaTreated - etaControl, influence };
}

function differenceOfChanges({ change, treated }: TwoPeriodData): InfluencedEffect {
  const n = change.length;
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < n; i++) {
    sums[treated[i]!]! += change[i]!;
    counts[treated[i]!]! += 1;
  }
  const means = [sums[0]! / counts[0]!, sums[1]! / counts[1]!];
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const arm = treated[i]!;
    influence[i] = ((arm === 1 ? n : -n) * (change[i]! - means[arm]!)) / counts[arm]!;
  }
  return { effect: means[1]! - means[0]!, influence };
}

/** Each row's score times its column values, through the inverse information, on the direction given. */
function projection(
  columns: readonly Float64Array[],
  inverse: Float64Array,
  score: Float64Array,
  direction: readonly number[],
): Float64Array {
  const size = columns.length;
  const result = new Float64Array(score.length);
  for (let a = 0; a < size; a++) {
    let slope = 0;
    for (let b = 0; b < size; b++) slope += inverse[a * size + b]! * direction[b]!;
    for (let i = 0; i < score.length; i++) result[i]! += slope * columns[a]![i]! * score[i]!;
  }
  return result;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
