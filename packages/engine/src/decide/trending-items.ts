import type { RankedItem } from "./item-lists.ts";

/** People's interest in an item over a range of days. */
export interface ItemInterest extends RankedItem {
  category: string;
  /** Distinct people behind the score. */
  people: number;
}

/** How much longer the days before are than the recent ones. */
const rangeRatio = 3;

/**
 * What is wanted more in the last 7 days than the 21 days before let expect, best first. The score is the rise over its expectation,
 * divided by the root of the expectation plus one, which damps items that hardly anybody knew: good for putting items in order, and no
 * statistical test, since one person's views and purchases weigh differently and come together.
 *
 * @param before most people first.
 * @param mostListed `before` has no more than so many items. Where it is full, an item that is not in it had at most as many people as
 *   the last ones, and is taken for one that scored like the best of those: the limit alone makes nothing new.
 */
export function trendingItems(
  recent: readonly ItemInterest[],
  before: readonly ItemInterest[],
  mostListed: number,
): ItemInterest[] {
  const earlier = new Map(before.map((item) => [item.itemId, item.score]));
  const unlisted = before.length < mostListed ? 0 : bestOfLeastKnown(before);
  return recent
    .map((item) => {
      const expected = (earlier.get(item.itemId) ?? unlisted) / rangeRatio;
      return { ...item, score: (item.score - expected) / Math.sqrt(expected + 1) };
    })
    .filter((item) => item.score > 0)
    .sort(byScore);
}

/** The greater score first; ties to the smaller id. */
export function byScore(a: RankedItem, b: RankedItem): number {
  return b.score - a.score || (a.itemId < b.itemId ? -1 : 1);
}

function bestOfLeastKnown(items: readonly ItemInterest[]): number {
  const fewest = items.at(-1)?.people;
  return items.reduce((best, { people, score }) => (people === fewest ? Math.max(best, score) : best), 0);
}
