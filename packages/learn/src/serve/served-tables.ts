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
  /** All that its table depends on besides the data. */
  parameters: Readonly<Record<string, number>>;
  train: (interactions: Interactions, categoryOf: CategoryOf) => ServedTable;
}

/** Category of an item, by number; undefined where it has none. */
export type CategoryOf = (item: number) => string | undefined;

/** Neighbors that are kept of each item: more cost time in every answer and say little. */
export const neighborsPerItem = 50;
const lastItems = 12;

const recipe = (
  name: string,
  decay: number,
  own: Readonly<Record<string, number>>,
  neighborsOf: (interactions: Interactions, categoryOf: CategoryOf) => ItemNeighbors,
): TableRecipe => ({
  name,
  parameters: { decay, lastItems, neighborsPerItem, ...own },
  train: (interactions, categoryOf) => ({ ...neighborsOf(interactions, categoryOf), decay, lastItems }),
});

const common = { neighborsPerItem, decay: 1, lastItems };
const sequenceSettings = { steps: 10, popularityPower: 0.4 };
const sequence = (interactions: Interactions) =>
  trainSequentialRules(interactions, { ...common, ...sequenceSettings }).neighbors;
const similaritySettings = { shrink: 10 };
const similarity = (interactions: Interactions) =>
  trainItemKnn(interactions, { ...common, ...similaritySettings }).neighbors;
const walkSettings = { alpha: 0.8, beta: 0.4 };
const walk = (interactions: Interactions) => trainRp3beta(interactions, { ...common, ...walkSettings }).neighbors;

/** Interactions' worth of belief in how many have an item anyway. */
const priorPeople = 20;

/**
 * Of those who have i, the share that has j, shrunk towards the share of all who have j: (n_ij + m · n_j / n) / (n_i + m). The less is known of i, the more it says what
 * is popular.
 */
function chances(interactions: Interactions): ItemNeighbors {
  const people = Math.max(1, interactions.profileIds.length);
  return shrunk(interactions, (have) => (_from, to) => have[to]! / people);
}

/**
 * The same, shrunk towards what people who look at i's category have of j's: c_ij = Σ over people of the items of both categories, shared out within j's category by
 * how many have j. The less is known of i, the more it says what its category is liked with.
 */
function chancesByCategory(interactions: Interactions, categoryOf: CategoryOf): ItemNeighbors {
  const { category, together, totals } = categoryCounts(interactions, categoryOf);
  return shrunk(interactions, (have) => {
    const itemsIn = new Float64Array(totals.length);
    have.forEach((n, item) => {
      itemsIn[category[item]!]! += n;
    });
    return (from, to) => {
      const [of, other] = [category[from]!, category[to]!];
      const liked = totals[of] === 0 ? 0 : together[of * totals.length + other]! / totals[of]!;
      return (itemsPerPerson * liked * have[to]!) / Math.max(1, itemsIn[other]!);
    };
  });
}

/** How many items a person who looks further is taken to look at. */
const itemsPerPerson = 4;

function shrunk(
  interactions: Interactions,
  priorOf: (have: Float64Array) => (from: number, to: number) => number,
): ItemNeighbors {
  const matrix = interactionMatrix(interactions);
  const byItem = transpose(matrix);
  const have = Float64Array.from(rowSizes(byItem));
  const prior = priorOf(have);
  return cooccurrenceNeighbors({
    matrix,
    byItem,
    neighborsPerItem,
    profileWeight: new Float64Array(matrix.rowCount).fill(1),
    similarity: (together, from, to) => (together + priorPeople * prior(from, to)) / (have[from]! + priorPeople),
  });
}

/** Numbers of categories by item, and over all people the products of how many items of two categories they have. */
function categoryCounts({ itemIds, rowStart, item }: Interactions, categoryOf: CategoryOf) {
  const numbers = new Map<string, number>();
  const category = Uint32Array.from(itemIds, (_, each) => {
    const name = categoryOf(each) ?? "";
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  const count = numbers.size;
  const together = new Float64Array(count * count);
  const totals = new Float64Array(count);
  for (let person = 0; person + 1 < rowStart.length; person++) {
    const own = new Map<number, number>();
    for (const each of new Set(item.subarray(rowStart[person]!, rowStart[person + 1]!)))
      own.set(category[each]!, (own.get(category[each]!) ?? 0) + 1);
    for (const [a, n] of own) {
      for (const [b, m] of own) {
        const pairs = a === b ? n * (n - 1) : n * m;
        together[a * count + b]! += pairs;
        totals[a]! += pairs;
      }
    }
  }
  return { category, together, totals };
}
const companySettings = { windowItems: 10, popularityPower: 0.4 };
const company = (interactions: Interactions) =>
  trainCoVisitation(interactions, { ...common, ...companySettings }).neighbors;

const hybridTable = { sequenceWeight: 1, similarityWeight: 0.5, walkWeight: 0.5 };
const hybridChances = { chancesWeight: 1, sequenceWeight: 0.5, similarityWeight: 0.5 };

/** What can stand behind a list in service: every model that is a table, and the three that the hybrid is made of in one. Simplest first. */
export const tableRecipes: readonly TableRecipe[] = [
  recipe("co-visitation", 0.8, companySettings, company),
  recipe("chances", 0.9, { priorPeople }, chances),
  recipe("chances-by-category", 0.9, { priorPeople, itemsPerPerson }, chancesByCategory),
  recipe("item-knn", 0.9, similaritySettings, similarity),
  recipe("rp3beta", 0.9, walkSettings, walk),
  recipe("sequential-rules", 0.7, sequenceSettings, sequence),
  recipe("hybrid-table", 0.8, { ...sequenceSettings, ...similaritySettings, ...walkSettings, ...hybridTable }, (all) =>
    addTables([
      { table: sequence(all), weight: hybridTable.sequenceWeight },
      { table: similarity(all), weight: hybridTable.similarityWeight },
      { table: walk(all), weight: hybridTable.walkWeight },
    ]),
  ),
  recipe("hybrid-chances", 0.9, { priorPeople, ...sequenceSettings, ...similaritySettings, ...hybridChances }, (all) =>
    addTables([
      { table: chances(all), weight: hybridChances.chancesWeight },
      { table: sequence(all), weight: hybridChances.sequenceWeight },
      { table: similarity(all), weight: hybridChances.similarityWeight },
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
