import type { Effect, ReportCheck } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

export interface BaselineMetric {
  name: string;
  unit: "count" | "currency";
  /** A day's mean in each period. */
  before: number | Undetermined;
  after: number | Undetermined;
  /** after − before, of all days, nothing adjusted. */
  rawDifference: number | Undetermined;
  /** What the days after would have had if nothing but the season had changed. */
  expected: number | Undetermined;
  /** after − expected, by full weeks. */
  change: Effect | Undetermined;
  /** change / expected; the interval takes the expectation for known. */
  relativeChange: { estimate: number; interval: [number, number] } | Undetermined;
  /** How the season was taken out. */
  adjustment: "full weeks" | "full weeks, less those of the year before";
  checks: ReportCheck[];
}

/** Before and after a day. It is not causal: whatever else changed on that day is in it. */
export interface BaselineReport {
  schema: "attune.measure.baseline/1";
  causal: false;
  label: string;
  start: string;
  before: { from: string; days: number };
  after: { from: string; days: number };
  currency: string | null;
  computedAt: string;
  metrics: BaselineMetric[];
}
