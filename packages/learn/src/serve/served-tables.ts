import { trainCoVisitation } from "../recommend/co-visitation.ts";
import { cooccurrenceNeighbors } from "../recommend/cooccurrence.ts";
import type { Interactions } from "../recommend/interactions.ts";
import { trainItemKnn } from "../recommend/item-knn.ts";
import { collectNeighbors, type ItemNeighbors } from "../recommend/item-neighbors.ts";
import { trainRp3beta } from "../recommend/rp3beta.ts";
import { trainSequentialRules } from "../recommend/sequential-rules.ts";
import { interactionMatrix, rowSizes, transpose } from "../recommend/sparse-matrix.ts";
import type { ServedTable } from "./served-model.ts";

/** A way to make a table of neighbors from what people did. */
export interface TableRecipe {
  name: string;
  train: (interactions: Interactions) => ServedTable;
}

/** Neighbors that are kept of each item: more cost time in every answer and say little. */
export const neighborsPerItem = 50;
const lastItems = 12;

const recipe = (
  name: string,
  decay: number,
  neighborsOf: (interactions: Interactions) => ItemNeighbors,
): TableRecipe => ({
  name,
  train: (interactions) => ({ ...neighborsOf(interactions), decay, lastItems }),
});

const common = { neighborsPerItem, decay: 1, lastItems };
const sequence = (interactions: Interactions) =>
  trainSequentialRules(interactions, { ...common, steps: 10, popularityPower: 0.4 }).neighbors;
const similarity = (interactions: Interactions) => trainItemKnn(interactions, { ...common, shrink: 10 }).neighbors;
const walk = (interactions: Interactions) => trainRp3beta(interactions, { ...common, alpha: 0.8, beta: 0.4 }).neighbors;

/** Interactions' worth of belief in how many have an item anyway. */
const priorPeople = 20;

/**
 * Of those who have i, the share that has j, shrunk towards the share of all who have j: (n_ij + m · n_j / n) / (n_i + m). The less is known of i, the more it says what
 * is popular.
 */
function chances(interactions: Interactions): ItemNeighbors {
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const have = rowSizes(byItem);
  const shareOf = have.map((n) => n / Math.max(1, matrix.rowCount));
  return cooccurrenceNeighbors({
    matrix,
    byItem,
    neighborsPerItem,
    profileWeight: new Float64Array(matrix.rowCount).fill(1),
    similarity: (together, from, to) => (together + priorPeople * shareOf[to]!) / (have[from]! + priorPeople),
  });
}
const company = (interactions: Interactions) =>
  trainCoVisitation(interactions, { ...common, windowItems: 10, popularityPower: 0.4 }).neighbors;

/** What can stand behind a list in service: every model that is a table, and the three that the hybrid is made of in one. Simplest first. */
export const tableRecipes: readonly TableRecipe[] = [
  recipe("co-visitation", 0.8, company),
  recipe("chances", 0.9, chances),
  recipe("item-knn", 0.9, similarity),
  recipe("rp3beta", 0.9, walk),
  recipe("sequential-rules", 0.7, sequence),
  recipe("hybrid-table", 0.8, (interactions) =>
    addTables([
      { table: sequence(interactions), weight: 1 },
      { table: similarity(interactions), weight: 0.5 },
      { table: walk(interactions), weight: 0.5 },
    ]),
  ),
  recipe("hybrid-chances", 0.9, (interactions) =>
    addTables([
      { table: chances(interactions), weight: 1 },
      { table: sequence(interactions), weight: 0.5 },
      { table: similarity(interactions), weight: 0.5 },
    ]),
  ),
];

/** Several tables of the same items in one, each by its weight on the scale of its own mean strongest neighbor. */
export function addTables(parts: readonly { table: ItemNeighbors; weight: number }[]): ItemNeighbors {
  const scaled = parts.map(({ table, weight }) => ({ table, factor: weight / meanStrongest(table) }));
  const itemCount = parts[0]!.table.rowStart.length - 1;
  return collectNeighbors(itemCount, neighborsPerItem, (item, board) => {
    for (const { table, factor } of scaled) {
      for (let entry = table.rowStart[item]!; entry < table.rowStart[item + 1]!; entry++) {
        if (table.neighbor[entry] !== item) board.add(table.neighbor[entry]!, factor * table.strength[entry]!);
      }
    }
  });
}

/**
 * What items are, beside what people did with them: n interactions leave p / (p + n) of what is believed of an item, as the one that speaks and as the one
 * that is spoken for, to its attributes. So an item without any has neighbors from its first training on, and is a neighbor.
 */
export function withAttributes(
  behavior: ServedTable,
  likeness: ItemNeighbors,
  counts: ArrayLike<number>,
  priorCount: number,
): ServedTable {
  const shareOf = (item: number) => priorCount / (priorCount + counts[item]!);
  const behaviorScale = 1 / meanStrongest(behavior);
  const likenessScale = 1 / meanStrongest(likeness);
  const { decay, lastItems: last } = behavior;
  const both = collectNeighbors(behavior.rowStart.length - 1, neighborsPerItem, (item, board) => {
    const own = shareOf(item);
    for (let entry = behavior.rowStart[item]!; entry < behavior.rowStart[item + 1]!; entry++) {
      const other = behavior.neighbor[entry]!;
      const share = Math.max(own, shareOf(other));
      if (other !== item) board.add(other, (1 - share) * behaviorScale * behavior.strength[entry]!);
    }
    for (let entry = likeness.rowStart[item]!; entry < likeness.rowStart[item + 1]!; entry++) {
      const other = likeness.neighbor[entry]!;
      board.add(other, Math.max(own, shareOf(other)) * likenessScale * likeness.strength[entry]!);
    }
  });
  return { ...both, decay, lastItems: last };
}

/** Mean over the items that have neighbors of the strength of the first; 1 where none has. */
function meanStrongest({ rowStart, strength }: ItemNeighbors): number {
  let sum = 0;
  let rows = 0;
  for (let item = 0; item + 1 < rowStart.length; item++) {
    if (rowStart[item + 1] === rowStart[item]) continue;
    sum += strength[rowStart[item]!]!;
    rows++;
  }
  return sum > 0 ? sum / rows : 1;
}
