import type { Condition } from "./condition.ts";
import type { Experiment } from "./experiment.ts";
import type { JsonObject } from "./json.ts";
import type { Metric } from "./metric.ts";
import type { Segment } from "./segment.ts";

export const itemSources = ["popular", "trending", "recently-viewed"] as const;
export type ItemSource = (typeof itemSources)[number];

/** Where something can appear. */
export interface Placement {
  placementId: string;
  title?: string;
  /** What is shown where no tactic applies, to held-out people, and without consent. */
  default: { content: JsonObject; items?: ItemList };
}

export interface ItemList {
  from: ItemSource;
  /** 1 to 100. */
  limit: number;
  category?: string;
}

/** One alternative of a tactic: what differs from the tactic itself. */
export interface TacticVariant {
  variantId: string;
  /** In place of the tactic's content. */
  content?: JsonObject;
  /** In place of the tactic's list. */
  items?: ItemList;
}

/** What to show whom, where, and how it is measured. */
export interface Tactic {
  tacticId: string;
  name: string;
  placementId: string;
  hypothesis?: string;
  /** Absent: everyone. */
  when?: Condition;
  content: JsonObject;
  items?: ItemList;
  /** The first is shown where no experiment on the tactic says otherwise. Absent: the tactic is its only variant, `default`. */
  variants?: TacticVariant[];
  schedule?: { startsAt?: number; endsAt?: number };
  /** The greater wins; ties go to the smaller id. */
  priority: number;
  /** Share of eligible people withheld from this tactic, 0 to 1. */
  holdout: number;
  /** Outcomes count for this many days from the first exposure opportunity. */
  windowDays: number;
}

export interface Playbook {
  holdout: number;
  placements: Record<string, Placement>;
  tactics: Tactic[];
  /** One's own, beside the built-in ones; one of the same id takes the built-in one's place. */
  metrics?: Metric[];
  segments?: Segment[];
  experiments?: Experiment[];
}
