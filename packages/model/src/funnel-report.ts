import type { Undetermined } from "./undetermined.ts";

/** By what a funnel can be told apart. */
export const funnelDimensions = ["segment", "channel", "device"] as const;
export type FunnelDimension = (typeof funnelDimensions)[number];

export interface FunnelStage {
  /** `everyone`, then the names of the steps. */
  step: string;
  people: number;
  /** Of everyone in this funnel. */
  shareOfEveryone: number | Undetermined;
  /** Of those who reached the stage before, with the 95 % interval by Wilson; left out for everyone. */
  rate?: { estimate: number; interval: [number, number] } | Undetermined;
  /** People who reached the stage before and not this one; left out for everyone. */
  dropOff?: number;
  /** Time from the stage before, of those who took the step. */
  secondsFromBefore?: { median: number; p90: number } | Undetermined;
}

/** The way of people through steps, in their order. It describes and is not causal. */
export interface FunnelReport {
  schema: "attune.measure.funnel/1";
  unit: "person";
  /** Business days: the first included, `before` not; null where an end is open. */
  from: string | null;
  before: string | null;
  steps: string[];
  /** Default steps that nobody ever took, so that they were not asked for. */
  leftOut: string[];
  computedAt: string;
  /** Everyone first, then group by group. */
  funnels: { dimension: "everyone" | FunnelDimension; value: string; stages: FunnelStage[] }[];
}
