import type { AssumptionGrade } from "./scenario-file.ts";
import type { Undetermined } from "./undetermined.ts";

/** How a number spreads over the draws. */
export interface Distribution {
  mean: number;
  p10: number;
  p50: number;
  p90: number;
}

/** The same number without and with the scenario. */
export interface BeforeAfter {
  baseline: Distribution;
  scenario: Distribution;
}

/** A number of the file that is not a law of nature: who stands for it, and how well it is known. */
export interface ScenarioAssumption {
  /** Where it stands in the file. */
  path: string;
  center: number;
  /** P10 and P90; equal to the center where it is taken as exact. */
  low: number;
  high: number;
  evidence: AssumptionGrade | null;
  source: string | null;
  owner: string | null;
  asOf: string | null;
}

/** A month of the central case: every quantity at its middle. Money in the file's currency, scenario − baseline where it says gain. */
export interface ScenarioMonth {
  /** 1, 2, … */
  month: number;
  /** `2026-01`; left out where the file names no start. */
  label?: string;
  visitors: number;
  orders: number;
  baselineOrders: number;
  revenue: number;
  baselineRevenue: number;
  margin: number;
  baselineMargin: number;
  incentives: number;
  addedAcquisition: number;
  programCost: number;
  /** margin gain − incentives − added acquisition − program cost. */
  net: number;
}

/** How numbers spread, month by month. */
export interface ScenarioBand {
  month: number;
  conversion: Distribution;
  orderValue: Distribution;
  /** Share of the active customers who order again in the month. */
  repeatProbability: Distribution | Undetermined;
  /** Of an active customer in the month. */
  revenuePerCustomer: Distribution | Undetermined;
  marginPerCustomer: Distribution | Undetermined;
  /** Everything so far, not discounted. */
  cumulativeNet: Distribution;
}

/** A driver moved to its P10 and P90, everything else at its middle. */
export interface TornadoBar {
  path: string;
  low: number;
  high: number;
  npvAtLow: number;
  npvAtHigh: number;
}

/** Shares of the variance of the net present value. */
export interface SobolShare {
  path: string;
  /** By this quantity alone, and together with all others. */
  first: number;
  firstError: number;
  total: number;
  totalError: number;
}

/** A step from nothing to the net present value of the central case. */
export interface WaterfallStep {
  label: string;
  amount: number;
}

export interface ApproachComparison {
  id: string;
  name: string;
  fits: string;
  /** Cost over the horizon, not discounted, without incentives. */
  totalCost: Distribution;
  npv: Distribution;
  probabilityOfLoss: number;
  /** Share of the draws in which it is the best of all. */
  probabilityBest: number;
  paysWithinYear: number;
}

/** What an experiment must look like that can say whether the scenario holds. */
export interface ValidationPlan {
  metric: string;
  /** Whom it is measured on, in words. */
  who: string;
  baseline: number;
  /** What the scenario promises, and the least that the plan finds with its power. */
  expectedLift: number;
  detectableLift: number;
  holdoutShare: number;
  power: number;
  alpha: number;
  /** People needed in both groups together for the lift expected; undetermined where there is none to find. */
  peopleNeeded: number | Undetermined;
  daysNeeded: number | Undetermined;
  windowDays: number;
}

/** A new customer of one funnel. */
export interface FunnelEconomics {
  /** Margin of the first order. */
  firstMargin: number;
  acquisitionCost: number | Undetermined;
  lifetimeValue: number | Undetermined;
  valueToCost: number | Undetermined;
}

export interface ScenarioResult {
  id: string;
  name: string;
  tactics: { id: string; name: string; intensity: number; frequency: number }[];
  money: {
    npv: Distribution;
    /** Of the spending, at present value. */
    returnOnInvestment: Distribution | Undetermined;
    probabilityOfLoss: number;
    /** Months; the share of the draws in which it is paid back within a year and within the horizon. */
    paybackMonths: number | Undetermined;
    paidBackWithinYear: number;
    paidBackWithinHorizon: number;
    /** The lift of conversion at which the central case is worth nothing, and its share of the lift expected. */
    breakEvenLift: { conversionLift: number; shareOfExpected: number } | Undetermined;
    /** A year, of the central case. */
    internalRate: number | Undetermined;
    /** Present values: margin gained; program, incentives and added acquisition paid. npv = gain − spent. */
    gain: Distribution;
    spent: Distribution;
    /** Over the horizon, not discounted. */
    revenueGain: Distribution;
    marginGain: Distribution;
    incentives: Distribution;
    programCost: Distribution;
  };
  metrics: {
    conversion: BeforeAfter;
    orderValue: BeforeAfter;
    repeatProbability: BeforeAfter | Undetermined;
    revenuePerCustomer: BeforeAfter | Undetermined;
    marginPerCustomer: BeforeAfter | Undetermined;
    lifetimeValue: BeforeAfter | Undetermined;
    acquisitionCost: BeforeAfter | Undetermined;
    valueToCost: BeforeAfter | Undetermined;
  };
  /** Rates in the last month, and the part of the margin gained that changes of this stage bring (Shapley, central case). */
  stages: (BeforeAfter & { name: string; marginGain: number })[];
  funnels: {
    label: string;
    segment: string | null;
    channel: string | null;
    device: string | null;
    marginGain: Distribution;
    /** Central case: without the scenario, and with it in the last month. */
    economics: { baseline: FunnelEconomics; scenario: FunnelEconomics };
  }[];
  /** Customers by what they spend, least first: what a year brings of one of them, and what the scenario adds. */
  deciles: { decile: number; baselineRevenue: number; uplift: Distribution }[] | Undetermined;
  months: ScenarioMonth[];
  bands: { draws: number; months: ScenarioBand[] };
  waterfall: WaterfallStep[];
  tornado: TornadoBar[];
  sobol: { points: number; shares: SobolShare[] } | Undetermined;
  stresses: { id: string; name: string; npv: Distribution; probabilityOfLoss: number }[];
  approaches: { rows: ApproachComparison[]; advice: string };
  validation?: ValidationPlan;
  narrative: string[];
  /** Every quantity at its middle; `once` is what is paid before the first month. */
  central: { npv: number; payback: number | Undetermined; conversionLift: number; yearOneNet: number; once: number };
}

/** Does a lift of the last stage pay within a year? */
export interface LiftQuestion {
  who: string;
  visitorsPerMonth: number;
  /** In the first year, of the own costs. */
  margin: Distribution;
  cost: Distribution;
  probabilityPays: number;
  breakEvenLift: number | Undetermined;
  answer: string;
}

/** The report of a scenario file: stable, versioned. */
export interface ScenarioReport {
  schema: "attune.forecast.scenario/1";
  name: string;
  owner: string | null;
  currency: string | null;
  horizonMonths: number;
  discountRate: number;
  draws: number;
  seed: number;
  assumptions: ScenarioAssumption[];
  warnings: string[];
  scenarios: ScenarioResult[];
  liftQuestion: { lift: number; rows: LiftQuestion[] };
}
