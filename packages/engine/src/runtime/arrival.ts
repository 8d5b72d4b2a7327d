import type { Outcome } from "@attune/model/outcome";

/** How a group of raw events reached us. */
export interface Arrival {
  /** `http`, `import:<mapping>`, `shop`. Deduplication is per source. */
  source: string;
  receivedAt: number;
  /** The batch's own `sentAt`, as received. */
  sentAt?: unknown;
  /** Where the route names the type (`/v1/track`) and the body need not. */
  type?: string;
  /** Common context of a batch, under each event's own. */
  context?: unknown;
  /** A larger event is quarantined, not refused. */
  maxEventBytes: number;
  /** `day`: forget message ids after their 24 hours or more; `ever`: imports. */
  deduplicate: "day" | "ever";
}

export interface CollectSummary {
  kept: number;
  dropped: number;
  quarantined: number;
  /** One per raw event, in order: what became of it. */
  outcomes: Array<Exclude<Outcome<never>, { kind: "keep" }> | { kind: "keep" }>;
}
