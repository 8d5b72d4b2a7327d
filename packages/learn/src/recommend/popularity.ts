import type { Interactions } from "./interactions.ts";
import { latestAt } from "./interactions.ts";
import type { Recommender } from "./recommender.ts";

export interface PopularityParameters {
  /** An interaction counts half after so long; null: age does not count (bestsellers). Short half-lives give what is trending. */
  halfLifeMs: number | null;
}

/** Scores every item by its summed weight, each interaction halved per half-life of its age at the end of the data. The same for everybody. */
export function trainPopularity(interactions: Interactions, { halfLifeMs }: PopularityParameters): Recommender {
  const endAt = latestAt(interactions);
  const score = new Float64Array(interactions.itemIds.length);
  for (let entry = 0; entry < interactions.item.length; entry++) {
    const ageMs = endAt - interactions.at[entry]!;
    const share = halfLifeMs === null ? 1 : 2 ** (-ageMs / halfLifeMs);
    score[interactions.item[entry]!]! += share * interactions.weight[entry]!;
  }
  const items = Uint32Array.from(score.keys()).filter((item) => score[item]! > 0);
  return {
    name: halfLifeMs === null ? "popularity" : "trending",
    score(_history, board) {
      for (const item of items) board.add(item, score[item]!);
    },
    explain: () => [],
  };
}
