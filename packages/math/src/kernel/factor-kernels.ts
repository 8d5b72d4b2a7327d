import { instantiate, reserver, type SharedKernels, shareKernels } from "./shared-kernels.ts";

/** A ridge-regularized least-squares problem per row, all over the factors of the other side. */
export interface RowProblems {
  /** Length of each factor vector. */
  dimensions: number;
  /** Conjugate gradient steps per row. */
  steps: number;
  /** Entries of row r are `rowStart[r]` to `rowStart[r + 1]`, exclusive. */
  rowStart: Uint32Array;
  /** The other side's row of each entry. */
  column: Uint32Array;
  /** `mine[row * dimensions + k]`: where the solution starts from and is written. */
  mine: Float32Array;
  other: Float32Array;
  /** α₀ YᵀY, row by row. */
  gram: Float32Array;
  /** λ; a row of n entries has λ (n + `absent`) on its diagonal. */
  regularization: number;
  absent: number;
  /** Room for three vectors; one per thread. */
  scratch: Float32Array;
}

/**
 * The inner loops of factor models. Arrays must come from `floats` and `integers` of the same kernels, so that they lie where the code can reach
 * them.
 */
export interface FactorKernels {
  kind: "simd" | "plain";
  floats(length: number): Float32Array;
  integers(length: number): Uint32Array;
  /** Rows `from` to `to` (exclusive) move towards x with (gram + Σ y yᵀ + λ I) x = Σ y. Rows do not depend on each other. */
  solveRows(problems: RowProblems, from: number, to: number): void;
  /** `scores[i]` = query · row i. */
  scoreRows(query: Float32Array, rows: Float32Array, scores: Float32Array): void;
  /** `gram` = factor · Σ row rowᵀ. */
  gramOfRows(rows: Float32Array, dimensions: number, gram: Float32Array, factor: number): void;
}

/**
 * Kernels with room for `bytes` of arrays (and 16 bytes for each of them): SIMD where the engine has it and the vectors are a multiple of 8 long,
 * otherwise the plain twin, which agrees to rounding. `shared` is null for the plain ones.
 */
export function createFactorKernels(
  bytes: number,
  dimensions: number,
): FactorKernels & { shared: SharedKernels | null } {
  const shared = dimensions % 8 === 0 ? shareKernels(bytes) : null;
  return shared === null ? { ...plainKernels(), shared } : { ...simdKernels(shared), shared };
}

function simdKernels(shared: SharedKernels): FactorKernels {
  const { memory } = shared;
  const { solveRows, scoreRows, gramOfRows } = instantiate(shared);
  const reserve = reserver();
  return {
    kind: "simd",
    floats: (length) => new Float32Array(memory.buffer, reserve(4 * length), length),
    integers: (length) => new Uint32Array(memory.buffer, reserve(4 * length), length),
    solveRows(problems, from, to) {
      solveRows(...solveArguments(problems, from, to));
    },
    scoreRows(query, rows, scores) {
      scoreRows(rows.length / query.length, query.length, query.byteOffset, rows.byteOffset, scores.byteOffset);
    },
    gramOfRows(rows, dimensions, gram, factor) {
      gramOfRows(rows.length / dimensions, dimensions, rows.byteOffset, gram.byteOffset, factor);
    },
  };
}

/** What the compiled `solveRows` takes, for another thread that has the module and the memory but not the arrays. */
export function solveArguments(problems: RowProblems, from: number, to: number): number[] {
  const { dimensions, steps, rowStart, column, mine, other, gram, scratch, regularization, absent } = problems;
  const arrays = [rowStart, column, mine, other, gram, scratch].map((array) => array.byteOffset);
  return [from, to, dimensions, steps, ...arrays, regularization, absent];
}

/** The same in plain TypeScript; sums in double precision. */
export function plainKernels(): FactorKernels {
  return {
    kind: "plain",
    floats: (length) => new Float32Array(length),
    integers: (length) => new Uint32Array(length),
    solveRows(problems, from, to) {
      for (let row = from; row < to; row++) solveRow(problems, row);
    },
    scoreRows(query, rows, scores) {
      const d = query.length;
      for (let i = 0; i < scores.length; i++) scores[i] = dotAt(query, 0, rows, i * d, d);
    },
    gramOfRows(rows, d, gram, factor) {
      const sums = new Float64Array(d * d);
      for (let at = 0; at < rows.length; at += d) {
        for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) sums[i * d + j]! += rows[at + i]! * rows[at + j]!;
      }
      for (let i = 0; i < sums.length; i++) gram[i] = factor * sums[i]!;
    },
  };
}

function solveRow(problems: RowProblems, row: number): void {
  const { dimensions: d, steps, rowStart, mine, regularization, absent } = problems;
  const entries = rowStart[row + 1]! - rowStart[row]!;
  const lambda = regularization * (entries + absent);
  const x = Float64Array.from(mine.subarray(row * d, row * d + d));
  const residual = new Float64Array(d);
  applySystem(problems, row, lambda, x, residual, 1);
  const direction = residual.slice();
  const image = new Float64Array(d);
  let norm = dotAt(residual, 0, residual, 0, d);
  for (let step = 0; step < steps && norm > 1e-20; step++) {
    applySystem(problems, row, lambda, direction, image, 0);
    const length = norm / dotAt(direction, 0, image, 0, d);
    for (let k = 0; k < d; k++) {
      x[k]! += length * direction[k]!;
      residual[k]! -= length * image[k]!;
    }
    const following = dotAt(residual, 0, residual, 0, d);
    for (let k = 0; k < d; k++) direction[k] = residual[k]! + (following / norm) * direction[k]!;
    norm = following;
  }
  mine.set(x, row * d);
}

/** out = b − A v with `right` 1, A v with `right` 0. */
function applySystem(
  problems: RowProblems,
  row: number,
  lambda: number,
  v: Float64Array,
  out: Float64Array,
  right: 0 | 1,
): void {
  const { dimensions: d, rowStart, column, other, gram } = problems;
  const sign = right === 1 ? -1 : 1;
  for (let i = 0; i < d; i++) out[i] = sign * (lambda * v[i]! + dotAt(v, 0, gram, i * d, d));
  for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
    const at = column[entry]! * d;
    const factor = right + sign * dotAt(v, 0, other, at, d);
    for (let k = 0; k < d; k++) out[k]! += factor * other[at + k]!;
  }
}

function dotAt(
  a: Float32Array | Float64Array,
  atA: number,
  b: Float32Array | Float64Array,
  atB: number,
  d: number,
): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += a[atA + k]! * b[atB + k]!;
  return sum;
}
