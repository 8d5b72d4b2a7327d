import type { Interactions } from "./interactions.ts";
import { type HistoryParameters, type NeighborRecommender, neighborRecommender } from "./item-neighbors.ts";
import { neighborsBySharedTerms, type WeighedTerms } from "./neighbors-by-shared-terms.ts";

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
  const itemCount = interactions.itemIds.length;
  const attributes = attributesByItem(itemCount, attributesOf);
  const weights = attributes.itemsWith.map((count) =>
    count > parameters.commonestShare * itemCount ? 0 : Math.log(itemCount / count) ** 2,
  );
  const neighbors = neighborsBySharedTerms(weighed(attributes, weights), parameters.neighborsPerItem);
  return neighborRecommender("content", neighbors, parameters);
}

/** Items × attributes, each attribute of an item once, ascending; and how many items have each. */
interface Attributes {
  rowStart: Uint32Array;
  column: Uint32Array;
  itemsWith: Float64Array;
}

function attributesByItem(itemCount: number, attributesOf: (item: number) => Iterable<string>): Attributes {
  const index = new Map<string, number>();
  const rowStart = new Uint32Array(itemCount + 1);
  const column: number[] = [];
  const itemsWith: number[] = [];
  for (let item = 0; item < itemCount; item++) {
    const own: number[] = [];
    for (const attribute of new Set(attributesOf(item))) {
      const known = index.get(attribute) ?? index.size;
      index.set(attribute, known);
      itemsWith[known] = (itemsWith[known] ?? 0) + 1;
      own.push(known);
    }
    column.push(...own.sort((a, b) => a - b));
    rowStart[item + 1] = column.length;
  }
  return { rowStart, column: Uint32Array.from(column), itemsWith: Float64Array.from(itemsWith) };
}

/**
 * Cosine: an item is as long as the root of what its attributes weigh together. Those that it has alone only add to its length, last of all, so that items which
 * differ in nothing else are of one length to the last bit.
 */
function weighed({ rowStart, column, itemsWith }: Attributes, weight: Float64Array): WeighedTerms {
  const itemCount = rowStart.length - 1;
  const length = new Float64Array(itemCount);
  const starts = new Uint32Array(itemCount + 1);
  const term = new Uint32Array(column.length);
  let count = 0;
  for (let item = 0; item < itemCount; item++) {
    const own = column.subarray(rowStart[item]!, rowStart[item + 1]!);
    const shared = own.filter((each) => itemsWith[each]! > 1 && weight[each]! > 0);
    const single = own.filter((each) => itemsWith[each] === 1);
    const squared = [...shared, ...single].reduce((sum, each) => sum + weight[each]!, 0);
    length[item] = Math.sqrt(squared);
    term.set(shared, count);
    count += shared.length;
    starts[item + 1] = count;
  }
  return { rowStart: starts, term: term.slice(0, count), weight, length };
}
