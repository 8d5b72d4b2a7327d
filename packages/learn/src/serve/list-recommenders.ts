import type { History, Recommender } from "../recommend/recommender.ts";
import type { ReplenishmentModel } from "../recommend/replenishment.ts";

const ofTheHistory = (
  score: (history: History, add: (item: number, value: number) => void) => void,
  name: string,
): Recommender => ({
  name,
  score: (history, board) => score(history, board.add),
  explain(history, wanted) {
    let found = 0;
    score(history, (item, value) => {
      if (item === wanted) found = value;
    });
    return found > 0 ? [{ item: wanted, contribution: found }] : [];
  },
});

/** What the person looked at, latest first. */
export const recentlyViewed: Recommender = ofTheHistory((history, add) => {
  const seen = new Set<number>();
  for (let i = history.items.length - 1; i >= 0; i--) {
    if (seen.has(history.items[i]!)) continue;
    seen.add(history.items[i]!);
    add(history.items[i]!, 1 / seen.size);
  }
}, "recently-viewed");

/** What the person has bought before and is due again; the history is of purchases. */
export function buyAgain(model: ReplenishmentModel): Recommender {
  return ofTheHistory((history, add) => {
    for (const { item, dueShare } of model.due(history.items, history.at, history.nowAt)) add(item, dueShare);
  }, "buy-again");
}

const msPerDay = 86_400_000;

/** The newest items of the catalogue; an item half as new has half the score. `firstSeenAt[item]` in milliseconds, NaN where it is not known. */
export function newArrivals(firstSeenAt: Float64Array, withinDays: number): Recommender {
  return {
    name: "new-arrivals",
    score({ nowAt }, board) {
      for (let item = 0; item < firstSeenAt.length; item++) {
        const days = (nowAt - firstSeenAt[item]!) / msPerDay;
        if (days >= 0 && days <= withinDays) board.add(item, 1 / (1 + days));
      }
    },
    explain: () => [],
  };
}
