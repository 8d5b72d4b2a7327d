import type { Interactions } from "./interactions.ts";
import type { History, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { presentSession } from "./session-history.ts";
import { createSessionIndex, lastTurn, nearestSessions } from "./session-index.ts";
import { type NeighborScoring, sessionRecommender } from "./session-recommender.ts";

export interface StanParameters {
  neighborCount: number;
  sampleSize: number;
  lastItems: number;
  /** λ1, in items: how fast earlier items of the present session fade. */
  positionScale: number;
  /** λ2, in days: how fast older sessions fade. */
  ageScaleDays: number;
  /** λ3, in items: how fast items of a neighbor fade with their distance from the shared item. */
  distanceScale: number;
  /** VSTAN: how much rare items are favored; 0: STAN. */
  idfWeight: number;
  /** VSTAN, in items: how fast a neighbor fades whose shared item lies back in the present session; null: STAN. */
  matchScale: number | null;
}

const msPerDay = 86_400_000;

/**
 * Sequence- and time-aware neighborhood [Garg et al. 2019, STAN]: position weights e^(−steps back / λ1) under cosine, sessions fading by
 * e^(−age / λ2), items by e^(−distance to the last shared item / λ3). With idf and match weights: VSTAN [Ludewig et al. 2021].
 */
export function trainStan(name: string, sessions: Interactions, parameters: StanParameters): Recommender {
  const { positionScale, ageScaleDays, distanceScale, matchScale } = parameters;
  const index = createSessionIndex(sessions, parameters.sampleSize);
  const board = createScoreBoard(index.sessionCount);
  const itemFactor = index.idf.map((idf) => 1 + parameters.idfWeight * idf);

  function scoring(history: History): NeighborScoring {
    const { items, length } = presentSession(history, parameters.lastItems);
    const positionWeight = ({ position }: { position: number }) => Math.exp((position - length) / positionScale);
    const norm = Math.sqrt(items.reduce((sum, placed) => sum + positionWeight(placed) ** 2, 0));
    const weighed = items.map((placed) => ({ item: placed.item, weight: positionWeight(placed) / norm }));
    const positionOf = new Map(items.map(({ item, position }) => [item, position]));
    const fading = (session: number) =>
      Math.exp((index.endAt[session]! - history.nowAt) / (ageScaleDays * msPerDay)) / Math.sqrt(index.size[session]!);
    return {
      weighed,
      neighbors: nearestSessions(index, weighed, parameters.neighborCount, fading, board),
      itemScores(session, similarity, add) {
        const from = index.rowStart[session]!;
        const to = index.rowStart[session + 1]!;
        let lastShared = from;
        let latestMatch = 0;
        for (let entry = from; entry < to; entry++) {
          const position = positionOf.get(index.item[entry]!);
          if (position === undefined) continue;
          lastShared = entry;
          latestMatch = Math.max(latestMatch, position);
        }
        const matched = matchScale === null ? similarity : similarity * Math.exp((latestMatch - length) / matchScale);
        for (let entry = from; entry < to; entry++) {
          const item = index.item[entry]!;
          if ((index.turn[entry]! & lastTurn) === 0) continue;
          add(item, matched * itemFactor[item]! * Math.exp(-Math.abs(entry - lastShared) / distanceScale));
        }
      },
    };
  }
  return sessionRecommender(name, index, scoring);
}
