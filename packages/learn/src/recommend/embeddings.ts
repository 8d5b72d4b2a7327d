import { createRowScan } from "@attune/math/kernel/best-rows";
import { type HistoryParameters, latestDistinct } from "./item-neighbors.ts";
import type { History, Recommender } from "./recommender.ts";

/**
 * Items that are alike by vectors that somebody else made of their texts or pictures (`vectors[item * dimensions + k]`; a row of zeros: the item has
 * none). score(j) = Σ over the history of decay^age · cosine(i, j), so each item of the history has its own part. Nothing is learned.
 */
export function embeddingRecommender(
  vectors: Float32Array,
  dimensions: number,
  parameters: HistoryParameters,
): Recommender {
  if (dimensions < 1 || vectors.length % dimensions !== 0)
    throw new RangeError(`vectors has ${vectors.length} numbers, which are no rows of ${dimensions}`);
  const units = unitRows(vectors, dimensions);
  const count = units.length / dimensions;
  const scan = createRowScan(units, dimensions);
  const query = new Float32Array(dimensions);

  /** The faded sum of the history's rows; false where it says nothing. */
  function gather(history: History): boolean {
    query.fill(0);
    const seen = latestDistinct(history, parameters);
    for (const { item, weight } of seen) {
      for (let k = 0; k < dimensions; k++) query[k]! += weight * units[item * dimensions + k]!;
    }
    return query.some((value) => value !== 0);
  }
  const dotWith = (from: Float32Array, at: number, item: number) => {
    let sum = 0;
    for (let k = 0; k < dimensions; k++) sum += from[at + k]! * units[item * dimensions + k]!;
    return sum;
  };

  return {
    name: "embeddings",
    score(history, board) {
      if (!gather(history)) return;
      for (let item = 0; item < count; item++) board.add(item, dotWith(query, 0, item));
    },
    best(history, limit) {
      if (!gather(history)) return { items: new Uint32Array(0), scores: new Float64Array(0) };
      const { rows, scores } = scan.best(query, limit);
      return { items: rows, scores };
    },
    explain(history, item) {
      return latestDistinct(history, parameters)
        .map((cause) => ({
          item: cause.item,
          contribution: cause.weight * dotWith(units, cause.item * dimensions, item),
        }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

/** Rows of length 1; rows of zeros, and rows with a number that is none, stay or become zeros. */
function unitRows(vectors: Float32Array, d: number): Float32Array {
  const units = new Float32Array(vectors.length);
  for (let at = 0; at < vectors.length; at += d) {
    let squares = 0;
    for (let k = 0; k < d; k++) squares += vectors[at + k]! ** 2;
    if (!(squares > 0 && Number.isFinite(squares))) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let k = 0; k < d; k++) units[at + k] = vectors[at + k]! * scale;
  }
  return units;
}
