import type { SeenRule } from "@attune/model/tactic";
import type { HistoryParameters, ItemNeighbors } from "../recommend/item-neighbors.ts";

/**
 * What the tables of a model answer: what this person wants next (from a long history, from a visit), what is looked at and what is bought
 * with an item, and what is like it.
 */
export const servedRoles = ["personal", "session", "viewed", "bought", "similar"] as const;
export type ServedRole = (typeof servedRoles)[number];

/**
 * What a model may speak of where not of everything. `likeness`: what is like an item, looked at or bought with it, due again; not what somebody wants next,
 * which the gate found no better than what is popular.
 */
export type ModelScope = "likeness";

/** Neighbors by item, and how a history speaks through them. */
export interface ServedTable extends ItemNeighbors, HistoryParameters {}

/** A trained model as the engine serves it: tables alone, so that an answer costs what the history has neighbors, however large the catalogue. */
export interface ServedModel {
  modelId: string;
  trainedAt: number;
  itemCount: number;
  /** Ids of the items by number, in blocks: who takes a large model in can pause between them. */
  itemIds: () => Iterable<readonly string[]>;
  tables: Record<ServedRole, ServedTable>;
  /** Whether lists of what is next show what the person has seen, as the training found it; absent: `leave-out`. */
  seen?: SeenRule;
  /** Said by who puts it into service. Absent: it speaks of everything. */
  only?: ModelScope;
  /** Typical days between two purchases of an item by one person; NaN where it has no rhythm. */
  rhythmDays: Float32Array;
}
