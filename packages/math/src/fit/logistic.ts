import { solvePositiveDefinite } from "../linear/cholesky.ts";
import { invertPositiveDefinite } from "../linear/invert-positive-definite.ts";
import { factorizeQr } from "../linear/qr.ts";
import { linearPredictor } from "./least-squares.ts";

/** A logistic regression that was fitted, or why it has no finite answer. */
export type LogisticResult = LogisticFit | SeparatedData;

export interface LogisticFit {
  kind: "fitted";
  /** One per column, on the column's own scale; 0 for an aliased one. */
  coefficients: Float64Array;
  kept: number[];
  aliased: number[];
  /** P(y = 1), one per row. */
  probabilities: Float64Array;
  logLikelihood: number;
  /** Inverse of the (penalized) information XᵀWX, over the kept columns. */
  covariance: Float64Array;
  iterations: number;
}

/** Some combination of the columns tells the two outcomes apart without error: the maximum lies at infinity [Albert and Anderson 1984]. */
export interface SeparatedData {
  kind: "separated";
  /** The columns whose coefficients run away, strongest first. */
  columns: number[];
}

export interface LogisticOptions {
  /** Ridge penalty λ/2·Σβ² on standardized columns, the constant left out; 0 by default. Any λ > 0 has a finite answer. */
  penalty?: number;
  /** Weights ≥ 0 of the rows. */
  weights?: Float64Array;
}

const maxIterations = 80;

/**
 * Logistic regression by Newton's method on standardized columns (`columns[j][i]`, `outcome` 0 or 1), halving steps that do not raise the
 * likelihood. Converged when no linear predictor moves by more than 1e-9; when the likelihood is flat while predictors still move, the data
 * are separated and that is said. A constant column must be given where one is wanted.
 * @see McCullagh and Nelder (1989), Generalized Linear Models, §4.4; docs/methods/logistic.md
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  outcome: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticResult {
  const rows = outcome.length;
  const penalty = options.penalty ?? 0;
  const { kept, aliased } = factorizeQr(columns);
  const { standardized, means, scales, constant } = standardize(kept.map((j) => columns[j]!));
  const size = kept.length;
  const ridge = standardized.map((_, j) => (j === constant ? 0 : penalty));
  let beta = new Float64Array(size);
  let drifting = 0;
  let state = evaluate(standardized, outcome, beta, ridge, options.weights);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const step = solvePositiveDefinite(asRows(state.information, size), Array.from(state.gradient));
    if (step === null) return { kind: "separated", columns: byGrowth(beta, kept, constant) };
    let share = 1;
    let next = beta.map((value, j) => value + step[j]!);
    let nextState = evaluate(standardized, outcome, next, ridge, options.weights);
    while (nextState.objective < state.objective - 1e-12 * Math.abs(state.objective) && share > 1e-6) {
      share /= 2;
      next = beta.map((value, j) => value + share * step[j]!);
      nextState = evaluate(standardized, outcome, next, ridge, options.weights);
    }
    const moved = largestMove(state.predictor, nextState.predictor);
    const gained = nextState.objective - state.objective;
    beta = next;
    state = nextState;
    if (moved < 1e-9 || (moved < 1e-6 && gained <= 0)) {
      return finished(state, beta, { kept, aliased, means, scales, constant, columns, rows, iterations: iteration });
    }
    // At a finite maximum Newton's steps die out quadratically; towards one at infinity each adds about one unit for ever.
    drifting = moved > 0.1 && gained < 1e-9 * Math.abs(state.objective) ? drifting + 1 : 0;
    if (penalty === 0 && (drifting === 3 || state.logLikelihood > -1e-8 * rows)) break;
  }
  return { kind: "separated", columns: byGrowth(beta, kept, constant) };
}

/** P(y = 1) for new rows. */
export function predictLogistic(
  columns: readonly Float64Array[],
  coefficients: Float64Array,
  rows: number,
): Float64Array {
  return linearPredictor(columns, coefficients, rows).map(sigmoid);
}

/** 1/(1 + e⁻ˣ), without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

interface Evaluation {
  predictor: Float64Array;
  logLikelihood: number;
  /** Log-likelihood less the penalty. */
  objective: number;
  gradient: Float64Array;
  information: Float64Array;
}

function evaluate(
  columns: readonly Float64Array[],
  outcome: ArrayLike<number>,
  beta: Float64Array,
  ridge: readonly number[],
  weights: Float64Array | undefined,
): Evaluation {
  const rows = outcome.length;
  const size = columns.length;
  const predictor = linearPredictor(columns, beta, rows);
  const residual = new Float64Array(rows);
  const variance = new Float64Array(rows);
  let logLikelihood = 0;
  for (let i = 0; i < rows; i++) {
    const eta = predictor[i]!;
    const weight = weights === undefined ? 1 : weights[i]!;
    // One exponential serves p, p(1 − p) and log(1 + e^−|η|).
    const small = Math.exp(eta > 0 ? -eta : eta);
    const rest = 1 / (1 + small);
    const p = eta > 0 ? rest : small * rest;
    residual[i] = weight * (outcome[i]! - p);
    variance[i] = weight * small * rest * rest;
    // log p or log(1 − p), whichever counts, is −log(1 + e^−|η|), less |η| where η points the wrong way.
    const isWrong = outcome[i]! > 0.5 !== eta > 0;
    logLikelihood -= weight * (Math.log1p(small) + (isWrong ? Math.abs(eta) : 0));
  }
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let objective = logLikelihood;
  const weighted = new Float64Array(rows);
  for (let a = 0; a < size; a++) {
    const column = columns[a]!;
    let slope = 0;
    for (let i = 0; i < rows; i++) {
      slope += column[i]! * residual[i]!;
      weighted[i] = column[i]! * variance[i]!;
    }
    for (let b = 0; b <= a; b++) {
      const other = columns[b]!;
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += weighted[i]! * other[i]!;
      information[a * size + b] = sum;
      information[b * size + a] = sum;
    }
    objective -= 0.5 * ridge[a]! * beta[a]! * beta[a]!;
    gradient[a] = slope - ridge[a]! * beta[a]!;
    information[a * size + a]! += ridge[a]!;
  }
  return { predictor, logLikelihood, objective, gradient, information };
}

interface Standardized {
  standardized: Float64Array[];
  means: number[];
  scales: number[];
  /** Position of the constant column; −1 without one. Only with one are the others centered. */
  constant: number;
}

function standardize(columns: readonly Float64Array[]): Standardized {
  const constant = columns.findIndex((column) => column.every((value) => value === column[0]!));
  const means: number[] = [];
  const scales: number[] = [];
  const standardized = columns.map((column, j) => {
    if (j === constant) {
      means.push(0);
      scales.push(column[0]!);
      return column.map(() => 1);
    }
    const mean = constant === -1 ? 0 : column.reduce((sum, value) => sum + value, 0) / column.length;
    const scale = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    means.push(mean);
    scales.push(scale);
    return column.map((value) => (value - mean) / scale);
  });
  return { standardized, means, scales, constant };
}

interface Finish extends Omit<Standardized, "standardized"> {
  kept: number[];
  aliased: number[];
  columns: readonly Float64Array[];
  rows: number;
  iterations: number;
}

/** Back to the columns' own scale. */
function finished(state: Evaluation, beta: Float64Array, of: Finish): LogisticFit {
  const size = of.kept.length;
  const coefficients = new Float64Array(of.columns.length);
  // T maps standardized coefficients to raw ones: divided by the scales, the means going to the constant.
  const transform = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    transform[j * size + j] = 1 / of.scales[j]!;
    if (of.constant !== -1 && j !== of.constant) {
      transform[of.constant * size + j] = -of.means[j]! / (of.scales[j]! * of.scales[of.constant]!);
    }
  }
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) coefficients[of.kept[a]!]! += transform[a * size + b]! * beta[b]!;
  }
  const inverse = state.information.slice();
  invertPositiveDefinite(inverse, size);
  return {
    kind: "fitted",
    coefficients,
    kept: of.kept,
    aliased: of.aliased,
    probabilities: state.predictor.map(sigmoid),
    logLikelihood: state.logLikelihood,
    covariance: congruence(transform, inverse, size),
    iterations: of.iterations,
  };
}

/** T·V·Tᵀ. */
function congruence(transform: Float64Array, inverse: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      let half = 0;
      for (let l = 0; l < size; l++) half += transform[i * size + l]! * inverse[l * size + k]!;
      if (half === 0) continue;
      for (let j = 0; j < size; j++) result[i * size + j]! += half * transform[j * size + k]!;
    }
  }
  return result;
}

function largestMove(before: Float64Array, after: Float64Array): number {
  let most = 0;
  for (let i = 0; i < before.length; i++) {
    const move = Math.abs(after[i]! - before[i]!);
    if (move > most) most = move;
  }
  return most;
}

function byGrowth(beta: Float64Array, kept: readonly number[], constant: number): number[] {
  const slopes = Array.from(beta.keys()).filter((j) => j !== constant);
  const order = slopes.sort((a, b) => Math.abs(beta[b]!) - Math.abs(beta[a]!));
  const strongest = Math.abs(beta[order[0] ?? 0] ?? 0);
  return order.filter((j) => Math.abs(beta[j]!) > 0.1 * strongest).map((j) => kept[j]!);
}

function asRows(matrix: Float64Array, size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from(matrix.subarray(i * size, (i + 1) * size)));
}
