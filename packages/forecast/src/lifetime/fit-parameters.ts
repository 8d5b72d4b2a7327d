import { symmetricEigen } from "@attune/math/linear/symmetric-eigen";
import { minimize, type Objective } from "@attune/math/optimize/minimize";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

export interface FitProblem {
  parameterNames: readonly string[];
  /** Minus the log-likelihood in the logarithms of the parameters, with its gradient. */
  objective: Objective;
  /** Where to begin, in parameters; the best end counts. */
  starts: readonly (readonly number[])[];
  /** The same likelihood on fewer rows, on which the starts race; absent where there are few rows. */
  preview?: Objective;
  /** Number of customers: what the log-likelihood is divided by before it is maximised. */
  size: number;
  /** The unit of each parameter, from which the search may go 10⁶-fold up and down. */
  scales: readonly number[];
}

/** A parameter for which the likelihood grows, or no longer changes, toward the end of its range. */
export interface BoundaryParameter {
  parameter: string;
  towards: "zero" | "infinity";
}

export interface ParameterFit {
  parameters: Record<string, number>;
  /** From the Hessian in the logarithms of the parameters, times the parameter; undetermined for those on the boundary, the others given those. */
  standardErrors: Record<string, number | Undetermined>;
  logLikelihood: number;
  /** The gradient vanished: inside, or along the boundary that `boundary` names. */
  converged: boolean;
  /** Empty where the maximum lies inside. */
  boundary: BoundaryParameter[];
  /** Parameters in the order of their names. */
  vector: Float64Array;
  /** Covariance of the logarithms of the parameters, `[row * size + column]`, 0 along what the data say nothing of; null where the search failed. */
  logCovariance: Float64Array | null;
}

/** A parameter may be 10⁶ times larger or smaller than its scale before it counts as gone to the boundary. */
const reach = 14;
/** A direction of the logarithms with this standard error or more (a factor of 10⁴) is one of which the data say nothing. */
const idleStandardError = 9;
const leastInformation = 1 / idleStandardError ** 2;
/** At the far ends the sums lose digits: a mean gradient below this is then as flat as can be told. */
const almostFlat = 1e-4;

/** Maximum likelihood from several starts, with standard errors, and with a boundary said where there is one. */
export function fitParameters(problem: FitProblem): ParameterFit {
  const { objective, size, scales, parameterNames, preview } = problem;
  const n = scales.length;
  const box = {
    low: Float64Array.from(scales, (scale) => Math.log(scale) - reach),
    high: Float64Array.from(scales, (scale) => Math.log(scale) + reach),
  };
  const mean = (f: Objective): Objective => {
    return (point, gradient) => {
      const value = f(point, gradient) / size;
      for (let i = 0; i < n; i++) gradient[i]! /= size;
      return value;
    };
  };
  const starts = problem.starts.map((start) => start.map((value) => Math.log(value)));
  const raced = preview ?? objective;
  const ends = starts.map((start) => minimize(mean(raced), start, box, { maxIterations: 200 }));
  ends.sort((a, b) => a.value - b.value);
  const best = preview === undefined ? ends[0]! : minimize(mean(objective), ends[0]!.point, box);
  const hessian = hessianOf(objective, best.point);
  const boundary = boundaryOf(parameterNames, best.point, best.bound, hessian, scales);
  const vector = best.point.map(Math.exp);
  const isOut = parameterNames.map((name) => boundary.some(({ parameter }) => parameter === name));
  const isDone = best.isStationary || (boundary.length > 0 && best.steepest < almostFlat);
  const logCovariance = isDone ? informativeInverse(hessian, n) : null;
  return {
    parameters: Object.fromEntries(parameterNames.map((name, i) => [name, vector[i]!])),
    standardErrors: Object.fromEntries(
      parameterNames.map((name, i) => [name, standardError(vector[i]!, logCovariance, i, n, isOut[i]!)]),
    ),
    logLikelihood: -best.value * size,
    converged: isDone,
    boundary,
    vector,
    logCovariance,
  };
}

function standardError(
  value: number,
  logCovariance: Float64Array | null,
  i: number,
  n: number,
  isOut: boolean,
): number | Undetermined {
  if (logCovariance === null) return undetermined("not-converged", "The search found no maximum.");
  if (isOut)
    return undetermined(
      "on-the-boundary",
      "The likelihood does not settle this parameter: it runs to the end of its range.",
    );
  return value * Math.sqrt(logCovariance[i * n + i]!);
}

/** Second derivatives from central differences of the gradient: error about 1e-8 of the third. */
function hessianOf(objective: Objective, point: Float64Array): Float64Array {
  const n = point.length;
  const step = 1e-4;
  const raw = new Float64Array(n * n);
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const moved = Float64Array.from(point);
    moved[i] = point[i]! + step;
    objective(moved, up);
    moved[i] = point[i]! - step;
    objective(moved, down);
    for (let j = 0; j < n; j++) raw[i * n + j] = (up[j]! - down[j]!) / (2 * step);
  }
  return raw.map((value, at) => (value + raw[(at % n) * n + Math.floor(at / n)]!) / 2);
}

function boundaryOf(
  names: readonly string[],
  point: Float64Array,
  bound: Int8Array,
  hessian: Float64Array,
  scales: readonly number[],
): BoundaryParameter[] {
  const { values, vectors } = symmetricEigen(hessian, point.length);
  const idle = vectors.filter((_, i) => !(values[i]! > leastInformation));
  return names.flatMap((parameter, i): BoundaryParameter[] => {
    if (bound[i] === 0 && !idle.some((vector) => Math.abs(vector[i]!) > 0.3)) return [];
    return [{ parameter, towards: point[i]! > Math.log(scales[i]!) ? "infinity" : "zero" }];
  });
}

/**
 * Inverse along the directions of which the data say something, 0 along the others: where α and β run away together, their ratio is known still. Null where the
 * point is no maximum.
 */
function informativeInverse(matrix: Float64Array, n: number): Float64Array | null {
  const { values, vectors } = symmetricEigen(matrix, n);
  if (values.some((value) => value < -leastInformation)) return null;
  const inverse = new Float64Array(n * n);
  vectors.forEach((vector, k) => {
    if (!(values[k]! > leastInformation)) return;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) inverse[i * n + j]! += (vector[i]! * vector[j]!) / values[k]!;
  });
  return inverse;
}
