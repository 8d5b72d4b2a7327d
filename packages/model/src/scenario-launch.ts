import type { Experiment } from "./experiment.ts";
import type { ValidationPlan } from "./scenario-report.ts";
import type { Undetermined } from "./undetermined.ts";

/** What a scenario promises of one metric of an experiment: a relative lift, as it spreads over the draws. */
export interface PromisedLift {
  /** As reports name it: `conversion rate`, `revenue per visitor`. */
  metric: string;
  mean: number;
  standardDeviation: number;
  p10: number;
  p50: number;
  p90: number;
}

/** One tactic of the scenario, put to the test: those who get it against those who do not. */
export interface LaunchedTest {
  /** Of the scenario file and, under the same id, of the playbook. */
  tacticId: string;
  experiment: Experiment;
  /** Full effect, without delay, ramp and novelty: what people with the tactic do more than people without. */
  promises: PromisedLift[];
  plan: ValidationPlan;
}

/** A scenario put to the test: kept as it was promised, and scored when the experiments have ended. */
export interface ScenarioLaunch {
  schema: "attune.forecast.launch/1";
  id: string;
  /** ISO 8601. */
  madeAt: string;
  owner: string;
  file: string;
  scenario: { id: string; name: string };
  draws: number;
  seed: number;
  tests: LaunchedTest[];
  /** What is to be added to `attune.yaml`. */
  yaml: string;
  notes: string[];
}

/** A promise against what was measured. */
export interface ScoredPromise extends PromisedLift {
  measured: { estimate: number; interval: [low: number | null, high: number | null] } | Undetermined;
  /** Measured less promised, in standard deviations of both together. */
  distance: number | null;
  /**
   * `kept`: within 1.645 of them, what chance and the stated range explain nine times of ten; `short`, `exceeded`: beyond; `open`: not measured yet.
   */
  verdict: "kept" | "short" | "exceeded" | "open";
}

export interface LaunchScore {
  schema: "attune.forecast.launch-score/1";
  id: string;
  madeAt: string;
  owner: string;
  scenario: { id: string; name: string };
  tests: { tacticId: string; experimentId: string; promises: ScoredPromise[] }[];
  /** Measured over promised of all that was measured: what the next promises are to be multiplied by (`calibration` of a scenario file). */
  factor: { estimate: number; standardError: number; tests: number } | Undetermined;
}
