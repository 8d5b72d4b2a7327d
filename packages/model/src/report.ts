import type { Undetermined } from "./undetermined.ts";

/** An absolute difference, treated minus control, in the metric's unit. */
export interface Effect {
  estimate: number;
  standardError: number;
  interval: [number, number];
  pValue: number;
}

/** A relative difference, (treated − control) / control. An interval end is null where it is unbounded on that side. */
export interface Lift {
  estimate: number;
  interval: [number | null, number | null];
  method: string;
}

/** One metric on two groups. */
export interface MetricComparison {
  name: string;
  /** `share`, `currency` or `count`: how a person reads the numbers. */
  unit: "share" | "currency" | "count";
  treated: number | Undetermined;
  control: number | Undetermined;
  effect: Effect | Undetermined;
  lift: Lift | Undetermined;
}

export interface GroupOutcome {
  people: number;
  /** People with at least one order in the window. */
  conversions: number;
  orders: number;
  /** Money with two decimals, in `currency`. */
  revenue: number;
  conversionRate: number | Undetermined;
  revenuePerVisitor: number | Undetermined;
  averageOrderValue: number | Undetermined;
}

/** Whether the numbers of a report can be believed. */
export interface ReportCheck {
  /** `sample-ratio`: whether as many people were held out as planned. */
  id: string;
  status: "pass" | "warn" | "fail";
  /** Null where the check is not a test. */
  pValue: number | null;
  message: string;
}

/** What a tactic caused: intention to treat, per person, from the first exposure opportunity. */
export interface TacticReport {
  schema: "attune.measure.tactic/1";
  tactic: { id: string; name: string };
  unit: "person";
  /** Who is compared, in words. */
  population: string;
  windowDays: number;
  currency: string | null;
  computedAt: string;
  exposed: GroupOutcome;
  heldOut: GroupOutcome;
  /** People who met both arms through a merge; they are kept in their first. */
  crossover: number;
  /** Empty where nothing can be checked yet. */
  checks?: ReportCheck[];
  /** People whose window has ended, so that nothing more can be added to their outcome. */
  windowsComplete?: { exposed: number; heldOut: number };
  /** When the first of them met their first opportunity; absent while nobody did. */
  since?: string;
  /** `fixed-horizon`: intervals and p-values hold for one look, at a moment that was set before any result was seen. */
  horizon?: "fixed-horizon";
  metrics: MetricComparison[];
}

/** The same for everything at once: people outside the global holdout against those in it. */
export interface HoldoutReport extends Omit<TacticReport, "schema" | "tactic"> {
  schema: "attune.measure.holdout/1";
}

export interface Totals {
  customers: number;
  identifiedCustomers: number;
  orders: number;
  refunds: number;
  grossRevenue: number;
  refundedRevenue: number;
  adjustments: number;
  netRevenue: number;
  currency: string | null;
  firstEventAt: string | null;
  lastEventAt: string | null;
}
