import { sigmoid } from "@attune/math/fit/logistic";
import { createFactorKernels } from "@attune/math/kernel/factor-kernels";
import type { Rng } from "@attune/math/rng";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { Recommender } from "./recommender.ts";
import { interactionMatrix, rowSizes, transpose } from "./sparse-matrix.ts";

export interface BprParameters extends HistoryParameters {
  dimensions: number;
  /** Passes over all interactions, and pairs at most: large data say enough in fewer passes. */
  epochs: number;
  mostSteps: number;
  learningRate: number;
  /** λ of both factors. */
  regularization: number;
}

/**
 * Factors that put what a person has before what the person has not, by stochastic gradient on pairs with a random item [Rendle et al. 2009, BPR].
 * A person is the mean of what he has, Σ p_i / √n [Kabbur et al. 2013, FISM], so that somebody new needs no training and each item of the
 * history has its own part of a score. One thread; epochs × interactions × 6 d operations, memory 8 d bytes per item.
 */
export function trainBpr(interactions: Interactions, parameters: BprParameters, rng: Rng): Recommender {
  const { dimensions: d, epochs, mostSteps, learningRate: rate, regularization } = parameters;
  const matrix = interactionMatrix(interactions);
  const passes = Math.min(epochs, Math.ceil(mostSteps / Math.max(1, matrix.column.length)));
  const itemCount = matrix.columnCount;
  const kernels = createFactorKernels(4 * (2 * itemCount * d + itemCount + d) + 1024, d);
  const speaking = randomRows(kernels.floats(itemCount * d), rng);
  const wanted = randomRows(kernels.floats(itemCount * d), rng);
  const longest = rowSizes(matrix).reduce((most, size) => Math.max(most, size), 0);
  const slopes = new Float64Array(longest * d);
  const sum = new Float64Array(d);
  const total = new Float64Array(d);
  const hasRow = new Int32Array(itemCount).fill(-1);

  function learnRow(row: number): void {
    const items = matrix.column.subarray(matrix.rowStart[row]!, matrix.rowStart[row + 1]!);
    if (items.length < 2 || items.length === itemCount) return;
    const scale = 1 / Math.sqrt(items.length - 1);
    sum.fill(0);
    total.fill(0);
    for (const item of items) {
      hasRow[item] = row;
      for (let k = 0; k < d; k++) sum[k]! += speaking[item * d + k]!;
    }
    for (let n = 0; n < items.length; n++) {
      const liked = items[n]! * d;
      let other = rng.integer(itemCount);
      while (hasRow[other] === row) other = rng.integer(itemCount);
      const passed = other * d;
      let lead = 0;
      for (let k = 0; k < d; k++) {
        lead += scale * (sum[k]! - speaking[liked + k]!) * (wanted[liked + k]! - wanted[passed + k]!);
      }
      const pull = rate * sigmoid(-lead);
      for (let k = 0; k < d; k++) {
        const person = scale * (sum[k]! - speaking[liked + k]!);
        const slope = pull * scale * (wanted[liked + k]! - wanted[passed + k]!);
        slopes[n * d + k] = slope;
        total[k]! += slope;
        wanted[liked + k]! += pull * person - rate * regularization * wanted[liked + k]!;
        wanted[passed + k]! -= pull * person + rate * regularization * wanted[passed + k]!;
      }
    }
    for (let n = 0; n < items.length; n++) {
      const at = items[n]! * d;
      for (let k = 0; k < d; k++) {
        speaking[at + k]! += total[k]! - slopes[n * d + k]! - rate * regularization * speaking[at + k]!;
      }
    }
  }

  for (let pass = 0; pass < passes; pass++) {
    for (let turn = 0; turn < matrix.rowCount; turn++) learnRow(rng.integer(matrix.rowCount));
  }

  const known = Uint32Array.from(rowSizes(transpose(matrix)).keys()).filter((item) => hasRow[item]! >= 0);
  const query = kernels.floats(d);
  const scores = kernels.floats(itemCount);
  const personOf = (seen: readonly { weight: number }[]) =>
    1 / Math.sqrt(seen.reduce((all, { weight }) => all + weight, 0));
  return {
    name: "bpr",
    score(history, board) {
      const seen = latestDistinct(history, parameters);
      if (seen.length === 0) return;
      const scale = personOf(seen);
      query.fill(0);
      for (const { item, weight } of seen) {
        for (let k = 0; k < d; k++) query[k]! += scale * weight * speaking[item * d + k]!;
      }
      kernels.scoreRows(query, wanted, scores);
      for (const item of known) board.add(item, scores[item]!);
    },
    explain(history, item) {
      const seen = latestDistinct(history, parameters);
      const scale = personOf(seen);
      return seen
        .map((cause) => {
          let dot = 0;
          for (let k = 0; k < d; k++) dot += speaking[cause.item * d + k]! * wanted[item * d + k]!;
          return { item: cause.item, contribution: scale * cause.weight * dot };
        })
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

function randomRows(rows: Float32Array, rng: Rng): Float32Array {
  for (let i = 0; i < rows.length; i++) rows[i] = 0.1 * rng.normal();
  return rows;
}
