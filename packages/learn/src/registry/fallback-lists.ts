import type { Interactions } from "../recommend/interactions.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";

/** What is shown where a model has nothing to say or cannot answer: worked out ahead, so that it is always at hand. */
export interface FallbackList {
  /** Null: for everybody who is in none of the segments. */
  segment: string | null;
  placement: string;
  itemIds: string[];
}

export interface FallbackRequest {
  /** Segments of a profile, by index. */
  segmentsOf: (profile: number) => Iterable<string>;
  placements: readonly { id: string; allows: (item: number) => boolean }[];
  length: number;
  /** How fast interactions fade. */
  halfLifeMs: number;
}

/**
 * Trending items of each segment in each placement. A segment whose people do not fill a list is filled up with everybody's; items that a placement does not
 * allow are never in it.
 */
export function fallbackLists(interactions: Interactions, request: FallbackRequest): FallbackList[] {
  const { segmentsOf, placements, length, halfLifeMs } = request;
  const members = new Map<string, number[]>();
  interactions.profileIds.forEach((_, profile) => {
    for (const segment of segmentsOf(profile)) {
      const list = members.get(segment);
      if (list === undefined) members.set(segment, [profile]);
      else list.push(profile);
    }
  });
  const everybody = ranked(interactions, halfLifeMs);
  const groups: [string | null, Uint32Array][] = [...members].map(([segment, profiles]) => [
    segment,
    ranked(rowsOf(interactions, profiles), halfLifeMs),
  ]);
  return [[null, everybody] as [string | null, Uint32Array], ...groups].flatMap(([segment, own]) =>
    placements.map(({ id, allows }) => {
      const items = new Set([...own].filter(allows).slice(0, length));
      for (const item of everybody) {
        if (items.size >= length) break;
        if (allows(item)) items.add(item);
      }
      return { segment, placement: id, itemIds: [...items].map((item) => interactions.itemIds[item]!) };
    }),
  );
}

function ranked(interactions: Interactions, halfLifeMs: number): Uint32Array {
  const board = createScoreBoard(interactions.itemIds.length);
  const nobody = { items: new Uint32Array(0), at: new Float64Array(0), nowAt: 0 };
  trainPopularity(interactions, { halfLifeMs }).score(nobody, board);
  return topItems(board, interactions.itemIds.length).items;
}

function rowsOf(all: Interactions, profiles: readonly number[]): Interactions {
  const entries = profiles.flatMap((profile) =>
    Array.from({ length: all.rowStart[profile + 1]! - all.rowStart[profile]! }, (_, i) => all.rowStart[profile]! + i),
  );
  return {
    ...all,
    rowStart: Uint32Array.of(0, entries.length),
    item: Uint32Array.from(entries, (entry) => all.item[entry]!),
    at: Float64Array.from(entries, (entry) => all.at[entry]!),
    weight: Float32Array.from(entries, (entry) => all.weight[entry]!),
  };
}
