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

/** Treating the best `share` of people. */
export interface UpliftCurvePoint {
  share: number;
  /** Outcome gained a person of all; at share 1 the same for any ranking. */
  qini: number;
  /** In money, less the cost, a person of all, with its 95 % interval. */
  profit: number;
  profitInterval: [number, number];
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
  /** At shares 0, 0.05 … 1 of the people, best first: the Qini curve over people, and the gain of treating just them, by doubly robust scores. */
  curve: UpliftCurvePoint[];
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
