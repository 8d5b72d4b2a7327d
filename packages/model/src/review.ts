import type { Json } from "./json.ts";
import type { Effect } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

/** What to do about a tactic. */
export const reviewVerdicts = ["stop", "adjust", "scale", "copy", "wait"] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

export interface TacticVerdict {
  tacticId: string;
  name: string;
  verdict: ReviewVerdict;
  reason: string;
  /** On both sides. */
  people: number;
  /** Of its effect on revenue per visitor, adjusted for all tactics that are judged; null: it has none yet. */
  pValue: number | null;
  /** What was learned of it last; absent: nothing is written down. */
  learned?: Learning;
}

/** `attune review`. */
export interface Review {
  schema: "attune.review/1";
  computedAt: string;
  verdicts: TacticVerdict[];
}

/** What was learned of a tactic, and what was decided then: kept for good. */
export interface Learning {
  /** Epoch milliseconds. */
  at: number;
  by: string;
  tacticId: string;
  decision: ReviewVerdict;
  text: string;
}

/** What becomes of a gain: `lasts`, `fades` (smaller, and no longer shown), `reverses` (gone, or a loss, in the long run), `comes-late`. */
export const gainWords = ["lasts", "fades", "reverses", "comes-late", "loses", "not-shown", "too-early"] as const;
export type Gain = (typeof gainWords)[number];

/** What one tactic earns per visitor soon, and in the long run, of the same people. */
export interface TacticScore {
  tacticId: string;
  name: string;
  soonDays: number;
  longRunDays: number;
  /** People whose long run is over, on both sides. */
  people: number;
  soon: Effect | Undetermined;
  longRun: Effect | Undetermined;
  gain: Gain;
  told: string;
}

/** What the tactics of one team earn. */
export interface Scorecard {
  /** Who owns the tactics; null: nobody is named. */
  team: string | null;
  tactics: TacticScore[];
  /**
   * Long-run effect × exposed people, over tactics where it is known. The interval (95 %) adds up the errors as they are: it holds however much the same people
   * were shown several of them.
   */
  longRunEarned: { estimate: number; interval: [number, number] } | null;
  /** Tactics whose gain reverses. */
  reversed: string[];
}

export interface Scorecards {
  schema: "attune.scorecards/1";
  computedAt: string;
  /** `revenue`: no item that was bought has a cost in the catalogue. */
  basis: "margin" | "revenue";
  /** Share of sold units whose cost is known. */
  costsKnown: number;
  currency: string | null;
  teams: Scorecard[];
}

/** Reports that are made by themselves. */
export const regularReportKinds = ["weekly-review", "monthly-variance", "monthly-scorecards"] as const;
export type RegularReportKind = (typeof regularReportKinds)[number];

/** One that was made: kept for good, and mailed once. */
export interface RegularReport {
  /** `<kind>-<period>`, such as `weekly-review-2026-W47`. */
  reportId: string;
  kind: RegularReportKind;
  /** `2026-W47` or `2026-10`. */
  period: string;
  madeAt: number;
  /** As people read it. */
  text: string;
  report: Json;
  /** Who got it; tried once. */
  sent: Array<{ to: string; outcome: "accepted" | "later" | "failed" | "gone" }>;
}

/** Something that was decided or learned about a tactic. */
export interface TacticHistoryEntry {
  /** Epoch milliseconds. */
  at: number;
  what: "playbook" | "experiment" | "stop" | "verdict" | "learning";
  by: string;
  told: string;
}
