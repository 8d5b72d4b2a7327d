import type { Interactions } from "./interactions.ts";
import type { Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { presentSession } from "./session-history.ts";
import { createSessionIndex, firstTurn, nearestSessions } from "./session-index.ts";
import { type NeighborScoring, sessionRecommender } from "./session-recommender.ts";

export interface VSknnParameters {
  /** How many similar sessions speak. */
  neighborCount: number;
  /** Only so many of the newest sessions that share an item are looked at. */
  sampleSize: number;
  /** Only so many of the last items of the present session are looked at. */
  lastItems: number;
  /** How much rare items are favored; 0: not at all. */
  idfWeight: number;
}

/**
 * Sessions like the present one, its later items weighing more: w_i = (position / length)², similarity Σ shared w_i / distinct items, a
 * neighbor fades by 1 / (steps back to its latest shared item) [Ludewig & Jannach 2018, V-SKNN; session-rec `vsknn.py` with
 * weighting quadratic, score div].
 */
export function trainVSknn(sessions: Interactions, parameters: VSknnParameters): Recommender {
  const index = createSessionIndex(sessions, parameters.sampleSize);
  const board = createScoreBoard(index.sessionCount);
  const itemFactor = index.idf.map((idf) => 1 + parameters.idfWeight * idf);

  function scoring(history: Parameters<Recommender["score"]>[0]): NeighborScoring {
    const { items, length } = presentSession(history, parameters.lastItems);
    const weighed = items.map(({ item, position }) => ({ item, weight: (position / length) ** 2 / items.length }));
    const stepsBack = new Map(items.map(({ item, position }) => [item, length - position + 1]));
    return {
      weighed,
      neighbors: nearestSessions(index, weighed, parameters.neighborCount, () => 1, board),
      itemScores(session, similarity, add) {
        const from = index.rowStart[session]!;
        const to = index.rowStart[session + 1]!;
        let steps = Number.POSITIVE_INFINITY;
        for (let entry = from; entry < to; entry++) steps = Math.min(steps, stepsBack.get(index.item[entry]!) ?? steps);
        for (let entry = from; entry < to; entry++) {
          const item = index.item[entry]!;
          if ((index.turn[entry]! & firstTurn) !== 0) add(item, (similarity * itemFactor[item]!) / steps);
        }
      },
    };
  }
  return sessionRecommender("v-sknn", index, scoring);
}
