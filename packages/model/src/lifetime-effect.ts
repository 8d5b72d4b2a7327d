import type { Effect, Lift } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

/** What one arm's people are worth each, buyers or not: what they paid since their first opportunity, and what a model expects to follow. */
export interface LifetimeArmReport {
  arm: string;
  people: number;
  /** Of them those who ever bought and can be known again: the model speaks of these. */
  customers: number;
  observedPerPerson: number;
  predictedPerPerson: number;
  perPerson: number;
  /** Σ and Σ² of observed + predicted over the people, and the variance of the model's error in their mean: what a comparison of arms needs. */
  statistics: { n: number; sum: number; sumSquares: number; predictionVariance: number };
  /** Of the arm's own fit. */
  parameters: Record<string, number>;
  meanProbabilityAlive: number;
}

/** Lifetime value of the treated against the control, by intention to treat; margin in units of the reporting currency, discounted. */
export interface LifetimeEffect {
  schema: "attune.forecast.lifetime-effect/1";
  subject: { kind: "tactic"; id: string } | { kind: "holdout" };
  /** Epoch milliseconds. */
  computedAt: number;
  currency: string | null;
  model: string;
  horizonDays: number;
  discountRate: number;
  margin: number;
  treated: LifetimeArmReport | Undetermined;
  control: LifetimeArmReport | Undetermined;
  /** Per person. The model's error is in the interval. */
  effect: Effect | Undetermined;
  lift: Lift | Undetermined;
  /** The same of what was paid so far alone: what of the effect is seen, not predicted. */
  observedEffect: Effect | Undetermined;
  warnings: string[];
}
