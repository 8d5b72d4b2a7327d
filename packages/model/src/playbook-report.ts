import type { ExperimentPolicy, ExperimentRun, ExperimentVariant, Guardrail } from "./experiment.ts";
import type { ExperimentMethod } from "./experiment-report.ts";
import type { TacticBaseline } from "./goal.ts";
import type { Json } from "./json.ts";
import type { PlaybookRevision } from "./playbook-revision.ts";
import type { PriceTest } from "./price-test.ts";
import type { Effect, Lift } from "./report.ts";
import type { ItemList, TacticStop, TacticVariant } from "./tactic.ts";
import type { Undetermined } from "./undetermined.ts";

/** `error` refuses the playbook; `warning` is something a team should mend or know. */
export interface PlaybookFinding {
  severity: "error" | "warning";
  /** Stable, kebab-case: `vanity-metric`, `no-baseline`, `too-little-traffic`, … */
  code: string;
  /** The field it is about, such as `tactics.welcome.goal.metric`; empty: the whole. */
  path: string;
  message: string;
  /** An error that the author may accept by its code, where they know better. */
  acceptable?: true;
}

export interface PlaybookCheck {
  schema: "attune.playbook.check/1";
  /** No error. */
  ok: boolean;
  findings: PlaybookFinding[];
  counts: Record<string, number>;
}

export interface PlaybookChange {
  /** `tactics`, `placements`, …; `holdout` and `business` have the id "". */
  section: string;
  id: string;
  change: "added" | "removed" | "changed";
  /** Of what changed: the fields, before and after; null where there was or is none. */
  fields: Array<{ path: string; from: Json; to: Json }>;
}

/** How many people a change touches, from a sample of all profiles where there are many. */
export interface PeopleTouched {
  /** Profiles there are, and those that were looked at. */
  profiles: number;
  sampled: number;
  /** For whom at least one placement would show something else, and the 95 % interval of it where it is an estimate. */
  touched: number;
  interval: [number, number] | null;
  /** By tactic: for how many it comes first in its placement, before and after. */
  tactics: Array<{ tacticId: string; before: number; after: number }>;
}

/** What one tactic or journey would have come to under one playbook. */
export interface ReachUnderPlaybook {
  /** Who would have been shown it, or sent a message of it, at least once. */
  people: number;
  /** The 95 % interval of that where it is an estimate from a sample. */
  interval: [number, number] | null;
  /** How often, of those who are reached; null: nobody is. */
  perPerson: { mean: number; p95: number; most: number } | null;
  /** What did not come about: caps, quiet hours, holdout, … most often first. */
  heldBack: Array<{ why: string; times: number }>;
}

export interface ReachOfChange {
  kind: "tactic" | "journey";
  id: string;
  /** Null: the playbook does not have it. */
  before: ReachUnderPlaybook | null;
  after: ReachUnderPlaybook | null;
}

/** Whom a change would have reached, and how often, had the last days been lived under it. */
export interface PlanReach {
  days: number;
  /** Who was here in these days, and how many of them were replayed. */
  people: number;
  replayed: number;
  /** Names the sample. */
  seed: string;
  changes: ReachOfChange[];
  /** What was assumed. */
  notes: string[];
}

export interface PlaybookPlan {
  schema: "attune.playbook.plan/1";
  /** What it is compared with; 0: nothing was applied yet. */
  from: number;
  changes: PlaybookChange[];
  people: PeopleTouched;
  /** Null: no tactic and no journey changes. */
  reach: PlanReach | null;
  check: PlaybookCheck;
}

/** What `apply` and `rollback` answer. */
export interface PlaybookApplied {
  schema: "attune.playbook.applied/1";
  /** False where the text is the one that runs already. */
  isNew: boolean;
  revision: Omit<PlaybookRevision, "text">;
  changes: PlaybookChange[];
  findings: PlaybookFinding[];
}

/** One tactic as a team reads it. */
export interface TacticPage {
  tacticId: string;
  name: string;
  hypothesis: string | null;
  placementId: string;
  /** For whom: the condition as it is written; null: everyone. */
  segment: string | null;
  /** The same in words. */
  segmentWords: string | null;
  trigger: string | null;
  content: Json;
  /** Null: it shows no list. */
  items: ItemList | null;
  /** What they show in place of its content and list; empty: it is its only variant. */
  variants: TacticVariant[];
  /** Null: its variants are no prices. */
  price: PriceTest | null;
  /** What restrains it, in words. */
  restraint: string[];
  metric: string | null;
  /** Relative. */
  target: number | null;
  by: string | null;
  baseline: TacticBaseline | null;
  /** Stopped: the playbook declares it and nobody is shown it, by hand or by a guardrail. */
  state: "scheduled" | "running" | "ended" | "stopped";
  /** Since when, by whom and why it is stopped. */
  stop: Omit<TacticStop, "tacticId"> | null;
  holdout: number;
  /** What was measured so far of its metric, or of conversion where it names none. */
  evidence: TacticEvidence | Undetermined;
}

export interface TacticEvidence {
  metric: string;
  exposed: number;
  heldOut: number;
  lift: Lift | Undetermined;
  effect: Effect | Undetermined;
  /** How far it is to the target, in words; null without a target. */
  againstTarget: string | null;
}

/** One segment as a team reads it. */
export interface SegmentPage {
  segmentId: string;
  name: string;
  description: string | null;
  /** The condition as it is written. */
  when: string;
  /** The same in words. */
  whenWords: string;
  nextBestAction: string | null;
}

/** One experiment as a team reads it: as it was locked at its start, once it was started. */
export interface ExperimentPage {
  experimentId: string;
  name: string;
  hypothesis: string | null;
  tacticId: string;
  variants: ExperimentVariant[];
  control: string;
  metric: string;
  guardrails: Guardrail[];
  method: ExperimentMethod;
  policy: ExperimentPolicy;
  /** Share of people in it now, or at its start. */
  ramp: number;
  /** `not-started`: the playbook declares it and everybody sees the control. */
  state: "not-started" | ExperimentRun["status"];
  startedAt: number | null;
  endedAt: number | null;
  /** Why it ended. */
  reason: string | null;
  /** The variant that everyone gets since it ended. */
  shown: string | null;
}

/** The playbook as a document: what `attune playbook print` shows. */
export interface PlaybookDocument {
  schema: "attune.playbook.document/1";
  business: string;
  revision: { revision: number; at: number; author: string; note: string } | null;
  computedAt: string;
  holdout: number;
  tactics: TacticPage[];
  experiments: ExperimentPage[];
  segments: SegmentPage[];
  findings: PlaybookFinding[];
}
