import { createRowScan } from "@attune/math/kernel/best-rows";
import type { FactorKernels } from "@attune/math/kernel/factor-kernels";
import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { History, Recommender } from "./recommender.ts";
import { rowSizes, type SparseMatrix } from "./sparse-matrix.ts";

export interface FoldInParameters extends HistoryParameters {
  dimensions: number;
  /** λ; a history of n items has λ (n + α₀ · items) on the diagonal. */
  regularization: number;
  /** α₀. */
  unobservedWeight: number;
}

/** Scores by the dot product of the folded-in person with every item that occurs; an item's causes are each seen item's part of the fold-in. */
export function factorRecommender(
  name: string,
  kernels: FactorKernels,
  items: Float32Array,
  byItem: SparseMatrix,
  parameters: FoldInParameters,
): Recommender {
  const { dimensions: d, regularization, unobservedWeight } = parameters;
  const itemCount = byItem.rowCount;
  const gram = kernels.floats(d * d);
  kernels.gramOfRows(items, d, gram, unobservedWeight);
  const query = kernels.floats(d);
  const scores = kernels.floats(itemCount);
  const known = Uint32Array.from(rowSizes(byItem).keys()).filter(
    (item) => byItem.rowStart[item + 1]! > byItem.rowStart[item]!,
  );

  function system(seen: readonly { item: number; weight: number }[]): number[][] {
    const lambda = regularization * (seen.length + unobservedWeight * itemCount);
    const a = Array.from({ length: d }, (_, i) => {
      const row = new Array<number>(d);
      for (let j = 0; j < d; j++) row[j] = gram[i * d + j]! + (i === j ? lambda : 0);
      return row;
    });
    for (const { item, weight } of seen) {
      for (let i = 0; i < d; i++) {
        const value = weight * items[item * d + i]!;
        for (let j = 0; j < d; j++) a[i]![j]! += value * items[item * d + j]!;
      }
    }
    return a;
  }

  /** The rows of known items alone, one after another. */
  const knownRows = new Float32Array(known.length * d);
  known.forEach((item, row) => {
    knownRows.set(items.subarray(item * d, item * d + d), row * d);
  });
  const scan = createRowScan(knownRows, d);

  /** The person's factors into `query`; false where the history says nothing. */
  function foldIn(history: History): boolean {
    const seen = latestDistinct(history, parameters);
    if (seen.length === 0) return false;
    const right = new Array<number>(d).fill(0);
    for (const { item, weight } of seen) for (let k = 0; k < d; k++) right[k]! += weight * items[item * d + k]!;
    const person = solvePositiveDefinite(system(seen), right);
    if (person === null) return false;
    query.set(person);
    return true;
  }

  return {
    name,
    score(history, board) {
      if (!foldIn(history)) return;
      kernels.scoreRows(query, items, scores);
      for (const item of known) board.add(item, scores[item]!);
    },
    best(history, limit) {
      if (!foldIn(history)) return { items: new Uint32Array(0), scores: new Float64Array(0) };
      const { rows, scores: found } = scan.best(query, limit);
      return { items: rows.map((row) => known[row]!), scores: found };
    },
    explain(history, wanted) {
      const seen = latestDistinct(history, parameters);
      if (seen.length === 0) return [];
      // ŷ = tᵀ A⁻¹ Σ w y = Σ w (A⁻¹ t)·y: A is symmetric, so one solve splits the score [Hu et al. 2008, §5].
      const target = Array.from(items.subarray(wanted * d, wanted * d + d));
      const dual = solvePositiveDefinite(system(seen), target);
      if (dual === null) return [];
      return seen
        .map(({ item, weight }) => {
          let dot = 0;
          for (let k = 0; k < d; k++) dot += dual[k]! * items[item * d + k]!;
          return { item, contribution: weight * dot };
        })
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}
