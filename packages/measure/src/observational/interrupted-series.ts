import { normalCdf, normalSurvival } from "@attune/math/distribution/normal";
import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import { rootBetween } from "@attune/math/root-between";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { type FilteredState, filterLocalLevel, type LocalLevelPrior } from "./local-level.ts";

/** A number with its 95 % posterior interval. */
export interface PosteriorValue {
  estimate: number;
  standardDeviation: number;
  interval: [number, number];
}

export interface InterruptedResult {
  /** One per period after the start: what would have come, and the effect. */
  points: { predicted: PosteriorValue; effect: PosteriorValue; cumulative: PosteriorValue }[];
  average: PosteriorValue & { pValue: number };
  cumulative: PosteriorValue & { pValue: number };
  /** Observed and predicted mean after the start. */
  observedMean: number;
  predictedMean: number;
  /** Posterior means of the standard deviations, in the outcome's unit. */
  noise: number;
  levelStep: number;
  coefficients: number[];
}

export interface InterruptedSeries {
  outcome: Float64Array;
  regressors: readonly Float64Array[];
  /** Index of the first treated period. */
  start: number;
  /** What is believed of the level's steps, over sd(y), with the weight of so many observations; CausalImpact's 0.01 and 32 unless given. */
  levelPrior?: { guess: number; weight: number };
}

/** Hardly any belief about how the level moves: the data say. */
export const openLevelPrior = { guess: 0.1, weight: 1 };

const gridPoints = 36;
const steadyLevelPrior = { guess: 0.01, weight: 32 };

/**
 * What the series would have done: a local level with regression on series that the treatment did not touch, learned before the start.
 * Level, coefficients and noise are integrated out: Kalman filter inside, a grid over both standard deviations outside, so that the
 * posterior is exact to the grid and needs no draws. Priors are CausalImpact's: level step about 0.01 sd(y) with the weight of 32
 * observations; noise from an expected R² of 0.8 (weight 50) with regressors; a g-prior worth 0.01 observation for the coefficients.
 * Assumes (1) the regressors are untouched by the treatment; (2) the relation of before holds after; (3) nothing else began at the start.
 * @see Brodersen et al. (2015), Annals of Applied Statistics 9, 247–274, §2; docs/methods/interrupted-series.md
 */
export function interruptedSeries({
  outcome,
  regressors,
  start,
  levelPrior = steadyLevelPrior,
}: InterruptedSeries): InterruptedResult | Undetermined {
  const horizon = outcome.length - start;
  if (start < regressors.length + 3 || horizon < 1) {
    return undetermined("too-few-periods", "There are too few periods before the start, or none after it.");
  }
  const scale = standardizer(outcome, start);
  if (!(scale.deviation > 0)) return undetermined("zero-variance", "The outcome never changed before the start.");
  const y = outcome.map((value) => (value - scale.mean) / scale.deviation);
  const scales = regressors.map((column) => standardizer(column, start));
  if (scales.some((of) => !(of.deviation > 0))) {
    return undetermined("constant-column", "A control series never changed before the start, so it predicts nothing.");
  }
  const x = regressors.map((column, j) => column.map((value) => (value - scales[j]!.mean) / scales[j]!.deviation));
  const beliefs = posteriorGrid(y, x, start, levelPrior);
  const paths = beliefs.map(({ state, noise, levelStep, weight }) => ({
    weight,
    ...forecast(state, x, start, horizon, noise, levelStep),
  }));
  const unit = scale.deviation;
  let observed = 0;
  const points = Array.from({ length: horizon }, (_, h) => {
    const at = outcome[start + h]!;
    observed += at;
    const predicted = mixture(paths.map((path) => [path.weight, path.means[h]!, path.variances[h]!]));
    const total = mixture(paths.map((path) => [path.weight, path.sums[h]!, path.sumVariances[h]!]));
    return {
      predicted: affine(predicted, unit, scale.mean),
      effect: affine(predicted, -unit, at - scale.mean),
      cumulative: affine(total, -unit, observed - (h + 1) * scale.mean),
      total,
    };
  });
  const last = points[horizon - 1]!;
  const zero = (observed - horizon * scale.mean) / unit;
  const pValue = Math.min(1, 2 * Math.min(last.total.cdf(zero), last.total.survival(zero)));
  const average = affine(last.total, -unit / horizon, observed / horizon - scale.mean);
  const expected = (pick: (belief: Belief) => number) => beliefs.reduce((sum, of) => sum + of.weight * pick(of), 0);
  return {
    points: points.map(({ predicted, effect, cumulative }) => ({ predicted, effect, cumulative })),
    average: { ...average, pValue },
    cumulative: { ...last.cumulative, pValue },
    observedMean: observed / horizon,
    predictedMean: observed / horizon - average.estimate,
    noise: unit * expected((belief) => belief.noise),
    levelStep: unit * expected((belief) => belief.levelStep),
    coefficients: x.map((_, j) => (unit / scales[j]!.deviation) * expected((belief) => belief.state.mean[j + 1]!)),
  };
}

interface Belief {
  noise: number;
  levelStep: number;
  state: FilteredState;
  weight: number;
}

/** Posterior weights over a grid of both standard deviations (of a standardized outcome), in logs; negligible points are dropped. */
function posteriorGrid(
  y: Float64Array,
  x: readonly Float64Array[],
  start: number,
  levelPrior: { guess: number; weight: number },
): Belief[] {
  const k = x.length;
  const noisePrior = k > 0 ? { guess: Math.sqrt(0.2), weight: 50 } : { guess: 1, weight: 0.01 };
  const shape = coefficientShape(x, start);
  const evaluate = (noise: number, levelStep: number): Belief => {
    const prior: LocalLevelPrior = {
      levelMean: y[0]!,
      levelVariance: 1,
      coefficientVariance: shape.map((value) => value * noise * noise),
    };
    const state = filterLocalLevel({ outcome: y, regressors: x }, start, noise, levelStep, prior);
    const weight = state.logLikelihood + logInverseChi(noise, noisePrior) + logInverseChi(levelStep, levelPrior);
    return { noise, levelStep, state, weight };
  };
  const grid: Belief[] = [];
  for (let i = 0; i < gridPoints; i++) {
    const noise = geometric(0.02, 1.2, i);
    for (let j = 0; j < gridPoints; j++) grid.push(evaluate(noise, geometric(0.004, 1, j)));
  }
  const best = Math.max(...grid.map((belief) => belief.weight));
  const kept = grid.filter((belief) => belief.weight > best - 18);
  const total = kept.reduce((sum, belief) => sum + Math.exp(belief.weight - best), 0);
  return kept.map((belief) => ({ ...belief, weight: Math.exp(belief.weight - best) / total }));
}

function geometric(low: number, high: number, i: number): number {
  return low * (high / low) ** (i / (gridPoints - 1));
}

/** log density of log σ when 1/σ² is Gamma(weight/2, weight·guess²/2). */
function logInverseChi(sigma: number, { guess, weight }: { guess: number; weight: number }): number {
  const precision = 1 / (sigma * sigma);
  return (weight / 2) * Math.log(precision) - (weight * guess * guess * precision) / 2;
}

/** The g-prior's covariance over σ²: the inverse of 0.01/n·(½XᵀX + ½diag XᵀX), which for few regressors is solved by sweeping. */
function coefficientShape(x: readonly Float64Array[], start: number): Float64Array {
  const k = x.length;
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let t = 0; t < start; t++) sum += x[i]![t]! * x[j]![t]!;
      matrix[i * k + j] = (0.01 / start) * (i === j ? sum : 0.5 * sum);
    }
  }
  invertPositiveDefinite(matrix, k);
  return matrix;
}

interface Forecast {
  means: Float64Array;
  variances: Float64Array;
  /** Of the running sums. */
  sums: Float64Array;
  sumVariances: Float64Array;
}

function forecast(
  { mean, variance }: FilteredState,
  x: readonly Float64Array[],
  start: number,
  horizon: number,
  noise: number,
  levelStep: number,
): Forecast {
  const size = mean.length;
  const result: Forecast = {
    means: new Float64Array(horizon),
    variances: new Float64Array(horizon),
    sums: new Float64Array(horizon),
    sumVariances: new Float64Array(horizon),
  };
  const z = new Float64Array(size);
  const running = new Float64Array(size);
  let steps = 0;
  for (let h = 0; h < horizon; h++) {
    for (let j = 0; j < size; j++) {
      z[j] = j === 0 ? 1 : x[j - 1]![start + h]!;
      running[j]! += z[j]!;
    }
    // A step of the level h periods back stands h + 1 times in the running sum.
    steps += (h + 1) ** 2;
    result.means[h] = dot(z, mean);
    result.sums[h] = dot(running, mean);
    result.variances[h] = quadratic(z, variance) + (h + 1) * levelStep ** 2 + noise ** 2;
    result.sumVariances[h] = quadratic(running, variance) + steps * levelStep ** 2 + (h + 1) * noise ** 2;
  }
  return result;
}

interface Mixture {
  mean: number;
  deviation: number;
  low: number;
  high: number;
  cdf(value: number): number;
  /** 1 − cdf, accurate where that rounds to 0. */
  survival(value: number): number;
}

/** A mixture of normals, `[weight, mean, variance]`, with its central 95 %. */
function mixture(parts: readonly [number, number, number][]): Mixture {
  const mean = parts.reduce((sum, [weight, center]) => sum + weight * center, 0);
  const variance = parts.reduce((sum, [weight, center, of]) => sum + weight * (of + (center - mean) ** 2), 0);
  const deviation = Math.sqrt(variance);
  const cdf = (value: number) =>
    parts.reduce((sum, [weight, center, of]) => sum + weight * normalCdf((value - center) / Math.sqrt(of)), 0);
  const survival = (value: number) =>
    parts.reduce((sum, [weight, center, of]) => sum + weight * normalSurvival((value - center) / Math.sqrt(of)), 0);
  const quantile = (p: number) =>
    rootBetween((value) => cdf(value) - p, mean - 12 * deviation, mean + 12 * deviation, 1e-9 * deviation);
  return { mean, deviation, low: quantile(0.025), high: quantile(0.975), cdf, survival };
}

/** slope·value + shift of what a mixture describes. */
function affine(of: Mixture, slope: number, shift: number): PosteriorValue {
  const ends = [slope * of.low + shift, slope * of.high + shift].sort((a, b) => a - b);
  return {
    estimate: slope * of.mean + shift,
    standardDeviation: Math.abs(slope) * of.deviation,
    interval: [ends[0]!, ends[1]!],
  };
}

function standardizer(values: Float64Array, start: number): { mean: number; deviation: number } {
  const before = [...values.subarray(0, start)].filter(Number.isFinite);
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  return {
    mean,
    deviation: Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (before.length - 1)),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function quadratic(z: Float64Array, matrix: Float64Array): number {
  const size = z.length;
  let sum = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += z[i]! * matrix[i * size + j]! * z[j]!;
  return sum;
}
