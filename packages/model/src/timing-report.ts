import type { Assumption } from "./effect-study.ts";
import type { Json } from "./json.ts";
import type { Effect } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

/** The effect among some of the people (or touches), exposed less held out. */
export interface GroupEffect {
  group: string;
  exposed: number;
  heldOut: number;
  effect: Effect | Undetermined;
}

/** Whether effects differ between groups: Σ((effect − pooled)/se)², chi-square with groups − 1 degrees of freedom. */
export interface EffectDifferenceTest {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
}

/** Effects side by side. */
export interface EffectsByGroup {
  id: string;
  question: string;
  groups: GroupEffect[];
  differ: EffectDifferenceTest | Undetermined;
}

/** Change of the effect per unit (a doubling of the delay, one more touch), over the groups. */
export interface EffectSlope {
  per: string;
  estimate: number;
  standardError: number;
  interval: [number, number];
  pValue: number;
}

/** Two tactics, both withheld by chance: the effect of one where the other was shown less where it was withheld. */
export interface OrderEffect {
  /** The tactic that came first. */
  after: string;
  shown: GroupEffect;
  withheld: GroupEffect;
  /** Positive: the other one first makes this one stronger. */
  difference: Effect | Undetermined;
}

/** How the visits of a marginal structural model were weighted. */
export interface VisitModel {
  visits: number;
  /** Visits in which the tactic was shown. */
  touched: number;
  /** Of the weights; close to 1 where the models of being shown hold. */
  meanWeight: number;
  /** In what touched and untouched visits differ most, in standard deviations, before and after weighting. */
  imbalance: { column: string; before: number; after: number };
  /** The effect of the first touch without weights: what confounding does to it. */
  unweightedFirstTouch: Effect | Undetermined;
}

/** How a tactic's effect hangs on when, how often and in which order people were touched. */
export interface TimingReport {
  schema: "attune.measure.timing/1";
  outcome: string;
  /**
   * `holdout`: chance withheld the tactic from people, who are compared. `visits`: nobody was held out; visits in which the tactic was shown are
   * compared with like visits in which it was not, by a marginal structural model. `heldOut` then counts those who were never shown it.
   */
  design: "holdout" | "visits";
  people: { exposed: number; heldOut: number };
  /** By time from the last signal event to the first touch. */
  delay: EffectsByGroup & { slope: EffectSlope | Undetermined };
  /** Variants of the tactic that chance assigned, each against the held out: delays among them are randomized. */
  variants: EffectsByGroup | Undetermined;
  /** By number of the touch, response soon after it, weighted to everybody who began. */
  dose: EffectsByGroup & { slope: EffectSlope | Undetermined };
  /** The same touches by time since the first. */
  sinceFirst: EffectsByGroup;
  order: OrderEffect[];
  weights: { largest: number; effectiveShare: number };
  /** With the design `visits`. */
  visitModel?: VisitModel;
  assumptions: Assumption[];
  sensitivity: { [key: string]: Json };
  narrative: string;
}
