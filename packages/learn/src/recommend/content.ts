import { cooccurrenceNeighbors } from "./cooccurrence.ts";
import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, type NeighborRecommender, neighborRecommender } from "./item-neighbors.ts";
import { rowSizes, type SparseMatrix, transpose } from "./sparse-matrix.ts";

export interface ContentParameters extends HistoryParameters {
  neighborsPerItem: number;
  /** Attributes that a larger share of the catalogue has say nothing and are left out; in (0, 1]. */
  commonestShare: number;
}

/**
 * Items that are alike by what they are: cosine over their attributes, rare attributes weighing more (squared inverse document frequency)
 * [Salton & Buckley 1988]. Knows an item from its first minute; that is what it is for. `attributesOf(item)`: category, brand, words of the title.
 */
export function trainContent(
  interactions: Pick<Interactions, "itemIds">,
  attributesOf: (item: number) => Iterable<string>,
  parameters: ContentParameters,
): NeighborRecommender {
  const byItem = attributeMatrix(interactions.itemIds.length, attributesOf);
  const byAttribute = transpose(byItem);
  const itemCount = byItem.rowCount;
  const weights = rowSizes(byAttribute).map((count) =>
    count > parameters.commonestShare * itemCount ? 0 : Math.log(itemCount / count) ** 2,
  );
  const norms = new Float64Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    for (let entry = byItem.rowStart[item]!; entry < byItem.rowStart[item + 1]!; entry++)
      norms[item]! += weights[byItem.column[entry]!]!;
  }
  const neighbors = cooccurrenceNeighbors({
    matrix: byAttribute,
    byItem,
    neighborsPerItem: parameters.neighborsPerItem,
    profileWeight: weights,
    similarity: (together, from, to) => (together > 0 ? together / Math.sqrt(norms[from]! * norms[to]!) : 0),
  });
  return neighborRecommender("content", neighbors, parameters);
}

/** Items × attributes, each attribute of an item once. */
function attributeMatrix(itemCount: number, attributesOf: (item: number) => Iterable<string>): SparseMatrix {
  const index = new Map<string, number>();
  const rowStart = new Uint32Array(itemCount + 1);
  const column: number[] = [];
  for (let item = 0; item < itemCount; item++) {
    for (const attribute of new Set(attributesOf(item))) {
      const known = index.get(attribute) ?? index.size;
      index.set(attribute, known);
      column.push(known);
    }
    rowStart[item + 1] = column.length;
  }
  return {
    rowCount: itemCount,
    columnCount: index.size,
    rowStart,
    column: Uint32Array.from(column),
  };
}
