import type { Distribution } from "./scenario-report.ts";
import type { Undetermined } from "./undetermined.ts";

/** A tactic, a gap to be mended, or a test to be run, with what it is expected to bring. */
export interface PriorityItem {
  rank: number;
  id: string;
  kind: "tactic" | "gap" | "test";
  name: string;
  /** Present value: what it costs, and the margin that it is expected to bring above incentives. For a test: what is lost while it runs, and the value of what it tells. */
  cost: number;
  expectedMargin: number;
  /** Expected margin per unit of cost; undetermined where it costs nothing. */
  perCost: number | Undetermined;
  /** Of a tactic or a gap: margin less cost. */
  npv?: Distribution;
  probabilityOfLoss?: number;
  /** What knowing everything about it would be worth before deciding. */
  perfectInformation?: number;
  /** Of a test: the people in it and its days. */
  people?: number;
  days?: number;
  /** Within the budget; null where there is none. */
  chosen: boolean | null;
  why: string;
}

/** What to do first: stable, versioned. */
export interface PrioritiesReport {
  schema: "attune.forecast.priorities/1";
  name: string;
  currency: string | null;
  horizonMonths: number;
  draws: number;
  budget: number | null;
  items: PriorityItem[];
  /** What the budget buys. */
  chosen: { ids: string[]; cost: number; expectedValue: number } | null;
  notes: string[];
}
