import type { Effect } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

/** A ranking metric under its named definition, with a 95 % interval. */
export interface RankingMetric {
  /** `sklift`: over the perfect ranking's (0/1 outcomes); `per-person`: in the outcome's unit. */
  definition: "sklift" | "per-person";
  value: number | Undetermined;
  interval: [number, number] | Undetermined;
}

/** A tenth of the people held out for testing, by predicted uplift. */
export interface UpliftDecile {
  /** 1 is the tenth with the highest prediction. */
  decile: number;
  people: number;
  predicted: number;
  /** Treated minus control mean, as seen. */
  observed: Effect | Undetermined;
}

/** One of the four kinds of people: who buys only if treated, who buys anyway, who never does, and whom it puts off. */
export interface UpliftSegment {
  id: "persuadables" | "sure-things" | "lost-causes" | "sleeping-dogs";
  people: number;
  /** Mean prediction without treatment, and of the uplift. */
  baseline: number;
  uplift: number;
}

/** Whom a treatment moves: learned on one part of the people of a test, judged on the other. */
export interface UpliftReport {
  schema: "attune.learn.uplift/1";
  learner: string;
  train: number;
  test: number;
  seed: string;
  ate: Effect | Undetermined;
  qini: RankingMetric;
  auuc: RankingMetric;
  deciles: UpliftDecile[];
  /** Observed on predicted uplift by decile: slope 1 is calibrated. */
  calibration: { slope: number; intercept: number } | Undetermined;
  /** Treat whom it pays to treat, judged by doubly robust scores; gain per person against treating nobody. */
  policy: {
    treatFraction: number;
    gain: number;
    interval: [number, number];
    gainOfTreatingAll: number;
    costPerTreatment: number;
    valuePerOutcome: number;
  };
  segments: UpliftSegment[];
  /** Mean absolute Shapley value of each feature in the predicted uplift, largest first. */
  importance: { feature: string; value: number }[];
}
