import type { Undetermined } from "./undetermined.ts";

/** What a source is judged by. */
export const qualityDimensions = [
  "completeness",
  "timeliness",
  "identifiers",
  "duplicates",
  "schema",
  "consent",
] as const;
export type QualityDimension = (typeof qualityDimensions)[number];

/** One judgement of one source. */
export interface QualityScore {
  dimension: QualityDimension;
  /** Share of what is as it should be, 0 to 1. */
  score: number | Undetermined;
  /** What was counted, for people. */
  evidence: string;
}

export interface SourceQuality {
  source: string;
  events: number;
  people: number;
  /** ISO times. */
  firstReceivedAt: string;
  lastReceivedAt: string;
  /** Of the dimensions that could be judged, by their weights; 0 to 1. */
  score: number;
  scores: QualityScore[];
  freshness: Freshness;
}

/** Whether a source still sends. */
export interface Freshness {
  /** `one-time`: a file that came once is not waited for. `unknown`: it has not sent for long enough to know its rhythm. */
  state: "fresh" | "stale" | "one-time" | "unknown";
  silentHours: number;
  /** Longer silence is stale; null where none is expected. */
  limitHours: number | null;
}

/** What is worst, and what to do about it. */
export interface QualityGap {
  source: string;
  dimension: QualityDimension;
  score: number;
  /** Events that are concerned, about. */
  events: number;
  evidence: string;
  action: string;
}

/** `attune collect audit`. */
export interface SourceAudit {
  schema: "attune.collect.audit/1";
  computedAt: string;
  days: number;
  sources: SourceQuality[];
  /** The three worst over all sources, the worst first. */
  gaps: QualityGap[];
}
