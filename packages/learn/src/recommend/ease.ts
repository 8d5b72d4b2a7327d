import { createSingleInverter } from "@attune/math/kernel/invert-singles";
import type { SharedKernels } from "@attune/math/kernel/shared-kernels";
import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { createRowTeam, type RowTeam } from "./row-team.ts";
import { interactionMatrix, type SparseMatrix } from "./sparse-matrix.ts";

export interface EaseParameters extends HistoryParameters {
  /** λ, added to the diagonal, in interactions; > 0. Some hundreds on data of thousands of profiles. */
  regularization: number;
}

/** `weights[from * stride + to]`, zero on the diagonal. */
export interface EaseWeights {
  stride: number;
  weights: Float32Array | Float64Array;
}

/**
 * Item weights B that best rebuild each profile from itself without an item predicting itself, in closed form: P = (XᵀX + λI)⁻¹,
 * B_ij = −P_ij / P_jj [Steck 2019, EASE^R]. 4 bytes per pair of items; n³ / 2 on two threads, the same bits on one.
 */
export function trainEase(interactions: Interactions, parameters: EaseParameters): Recommender {
  const matrix = interactionMatrix(interactions);
  const size = matrix.columnCount;
  const { weights, stride } = easeWeights(matrix, parameters.regularization, 1);
  return {
    name: "ease",
    score(history, board) {
      for (const { item, weight } of latestDistinct(history, parameters)) {
        const row = item * stride;
        for (let to = 0; to < size; to++) board.add(to, weight * weights[row + to]!);
      }
    },
    explain(history, wanted) {
      return latestDistinct(history, parameters)
        .map(({ item, weight }) => ({ item, contribution: weight * weights[item * stride + wanted]! }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

/**
 * From the binary matrix; `helperCount` threads beside this one where it is large. Single precision where the condition allows five correct digits, which with a
 * ridge of some interactions is always; otherwise, and where the engine has no SIMD, doubles.
 */
export function easeWeights(matrix: SparseMatrix, regularization: number, helperCount: number): EaseWeights {
  if (!(regularization > 0)) throw new RangeError(`regularization must be above 0, not ${regularization}`);
  const size = matrix.columnCount;
  const isTame = largestCount(matrix) + regularization < tameCondition * regularization;
  const found = (isTame ? inSingles(matrix, regularization, helperCount) : null) ?? inDoubles(matrix, regularization);
  divideByDiagonal(found, size);
  return found;
}

/** Smaller matrices are inverted before a thread has started. */
const worthTeam = 512;
const rowsPerTurn = 64;
/** Single precision has seven digits; the condition of the scaled matrix is at most its size times the largest count over λ, in shops far less. */
const tameCondition = 100_000;

function inSingles(matrix: SparseMatrix, regularization: number, helperCount: number): EaseWeights | null {
  const size = matrix.columnCount;
  const teams: RowTeam[] = [];
  function teamOf(shared: SharedKernels): RowTeam {
    const helpers = new Array<null>(helperCount).fill(null);
    const team = createRowTeam({ shared, kernel: "subtractProductSingles", rowsPerTurn, helpers });
    teams.push(team);
    return team;
  }
  const inverter =
    helperCount > 0 && size >= worthTeam ? createSingleInverter(size, teamOf) : createSingleInverter(size);
  if (inverter === null) return null;
  addCounts(matrix, regularization, inverter.matrix, inverter.stride);
  const inverted = inverter.invert();
  for (const team of teams) team.close();
  return inverted ? { weights: inverter.matrix, stride: inverter.stride } : null;
}

function inDoubles(matrix: SparseMatrix, regularization: number): EaseWeights {
  const size = matrix.columnCount;
  const weights = new Float64Array(size * size);
  addCounts(matrix, regularization, weights, size);
  if (!invertPositiveDefinite(weights, size))
    throw new RangeError(`the matrix of ${size} items cannot be inverted with a regularization of ${regularization}`);
  return { weights, stride: size };
}

/** Lower triangle of XᵀX + λI. */
function addCounts(
  { rowCount, rowStart, column, columnCount }: SparseMatrix,
  regularization: number,
  counts: Float32Array | Float64Array,
  stride: number,
): void {
  for (let row = 0; row < rowCount; row++) {
    const items = column.slice(rowStart[row]!, rowStart[row + 1]!).sort();
    for (let i = 0; i < items.length; i++) {
      const line = items[i]! * stride;
      for (let j = 0; j <= i; j++) counts[line + items[j]!]! += 1;
    }
  }
  for (let i = 0; i < columnCount; i++) counts[i * stride + i]! += regularization;
}

function largestCount({ column, columnCount }: SparseMatrix): number {
  const counts = new Uint32Array(columnCount);
  for (const item of column) counts[item]!++;
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/** The inverse P becomes −P_ij / P_jj. */
function divideByDiagonal({ weights, stride }: EaseWeights, size: number): void {
  const factors = Float64Array.from({ length: size }, (_, i) => -1 / weights[i * stride + i]!);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) weights[i * stride + j]! *= factors[j]!;
    weights[i * stride + i] = 0;
  }
}
