import type { Interactions } from "./interactions.ts";
import { collectNeighbors, type HistoryParameters, neighborRecommender } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { interactionMatrix, type SparseMatrix, transpose } from "./sparse-matrix.ts";
import { topItems } from "./top-items.ts";

export interface SlimParameters extends HistoryParameters {
  /** Only so many of the items most often had together with an item may predict it. */
  candidates: number;
  /** λ₁: drives small weights to zero. In interactions. */
  sparsity: number;
  /** λ₂: keeps weights small. In interactions. */
  ridge: number;
  /** Passes of coordinate descent per item. */
  sweeps: number;
  neighborsPerItem: number;
}

/**
 * For each item the non-negative weights of few other items that best predict who has it: elastic net by coordinate descent over the Gram matrix of its
 * candidates, the item itself left out [Ning & Karypis 2011, SLIM; Friedman et al. 2010]. O(items · candidates · (their people + sweeps ·
 * candidates)).
 */
export function trainSlim(interactions: Interactions, parameters: SlimParameters): Recommender {
  const matrix = interactionMatrix(interactions);
  const weights = slimWeights(matrix, parameters);
  return neighborRecommender("slim", weights, parameters);
}

/** Rows of the result speak for: `strength` of from → to. */
function slimWeights(matrix: SparseMatrix, { candidates, sparsity, ridge, sweeps, neighborsPerItem }: SlimParameters) {
  const byItem = transpose(matrix);
  const items = matrix.columnCount;
  const pairs: { from: number[]; weight: number[] }[] = Array.from({ length: items }, () => ({ from: [], weight: [] }));
  const together = createScoreBoard(items);
  const place = new Int32Array(items).fill(-1);
  for (let target = 0; target < items; target++) {
    together.clear();
    addCompany(matrix, byItem, target, (item) => together.add(item, 1));
    together.remove(target);
    const { items: chosen, scores: right } = topItems(together, candidates);
    const gram = gramOf(matrix, byItem, chosen, place);
    const weight = coordinateDescent(gram, right, sparsity, ridge, sweeps);
    for (let i = 0; i < chosen.length; i++) {
      if (weight[i]! <= 0) continue;
      pairs[target]!.from.push(chosen[i]!);
      pairs[target]!.weight.push(weight[i]!);
    }
  }
  return transposed(pairs, items, neighborsPerItem);
}

/** Minimizes ½ wᵀGw − rᵀw + λ₂/2 w² + λ₁ |w| over w ≥ 0. */
export function coordinateDescent(
  gram: Float64Array,
  right: Float64Array,
  sparsity: number,
  ridge: number,
  sweeps: number,
): Float64Array {
  const size = right.length;
  const weight = new Float64Array(size);
  /** G w, kept up to date. */
  const image = new Float64Array(size);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largestStep = 0;
    for (let i = 0; i < size; i++) {
      const diagonal = gram[i * size + i]!;
      const gradient = right[i]! - image[i]! + diagonal * weight[i]!;
      const next = Math.max(0, gradient - sparsity) / (diagonal + ridge);
      const step = next - weight[i]!;
      if (step === 0) continue;
      weight[i] = next;
      for (let j = 0; j < size; j++) image[j]! += step * gram[i * size + j]!;
      largestStep = Math.max(largestStep, Math.abs(step));
    }
    if (largestStep < 1e-6) break;
  }
  return weight;
}

function addCompany(matrix: SparseMatrix, byItem: SparseMatrix, item: number, add: (other: number) => void): void {
  for (let entry = byItem.rowStart[item]!; entry < byItem.rowStart[item + 1]!; entry++) {
    const profile = byItem.column[entry]!;
    for (let other = matrix.rowStart[profile]!; other < matrix.rowStart[profile + 1]!; other++)
      add(matrix.column[other]!);
  }
}

/** How many people have both, for every pair of the chosen items; `place` is −1 everywhere before and after. */
function gramOf(matrix: SparseMatrix, byItem: SparseMatrix, chosen: Uint32Array, place: Int32Array): Float64Array {
  const size = chosen.length;
  const gram = new Float64Array(size * size);
  chosen.forEach((item, i) => {
    place[item] = i;
  });
  chosen.forEach((item, i) => {
    addCompany(matrix, byItem, item, (other) => {
      if (place[other]! >= 0) gram[i * size + place[other]!]! += 1;
    });
  });
  for (const item of chosen) place[item] = -1;
  return gram;
}

/** From "who predicts this item" to "what this item speaks for". */
function transposed(pairs: readonly { from: number[]; weight: number[] }[], items: number, limit: number) {
  const speaks: { to: number[]; weight: number[] }[] = Array.from({ length: items }, () => ({ to: [], weight: [] }));
  pairs.forEach(({ from, weight }, to) => {
    from.forEach((item, i) => {
      speaks[item]!.to.push(to);
      speaks[item]!.weight.push(weight[i]!);
    });
  });
  return collectNeighbors(items, limit, (item, board) => {
    const { to, weight } = speaks[item]!;
    for (let i = 0; i < to.length; i++) board.add(to[i]!, weight[i]!);
  });
}
