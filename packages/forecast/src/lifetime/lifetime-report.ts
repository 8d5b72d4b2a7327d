import type { Undetermined } from "@attune/model/undetermined";
import type { ModelChoice } from "./choose-model.ts";
import type { CohortValue } from "./cohort-values.ts";
import type { BoundaryParameter } from "./fit-parameters.ts";
import type { HoldoutCheck } from "./holdout-check.ts";
import type { ParameterIntervals } from "./parameter-intervals.ts";
import type { PurchaseModelName } from "./purchase-model.ts";
import type { Season } from "./season-clock.ts";
import type { TimeUnit } from "./time-unit.ts";
import type { ValueDecile } from "./value-deciles.ts";

/** A fitted model, as it is told. */
export interface FitReport {
  parameters: Record<string, number>;
  standardErrors: Record<string, number | Undetermined>;
  logLikelihood: number;
  converged: boolean;
  boundary: BoundaryParameter[];
}

/** What lifetime forecasting tells: the models, how well they did on what came later, and what customers are worth. */
export interface LifetimeForecast {
  schema: "attune.forecast.lifetime/1";
  /** The day as of which value is forecast: the last one that the models learnt from; null for a summary. */
  asOf: string | null;
  unit: TimeUnit;
  choice:
    | (ModelChoice & { asked: PurchaseModelName | "auto" })
    | { asked: PurchaseModelName; chosen: PurchaseModelName };
  model: FitReport & { name: PurchaseModelName; intervals: ParameterIntervals | Undetermined };
  spend:
    | (FitReport & {
        name: "gamma-gamma";
        /** Customers with a repeat purchase. */
        customers: number;
        /** Expected amount per purchase of a customer of whom nothing is known. */
        populationMean: number | Undetermined;
        /** Of the number of purchases with their mean amount: the model takes it for 0. */
        correlation: number | Undetermined;
      })
    | Undetermined;
  valuation: {
    horizon: number;
    unit: TimeUnit;
    margin: number;
    discountRate: number;
    discountPerUnit: number;
    /** January to December, as given; null: none. */
    season: Season | null;
  };
  holdout: HoldoutCheck | Undetermined;
  cohorts: CohortValue[];
  customers: { count: number; file: string | null };
  total:
    | {
        value: number;
        interval: [number, number] | Undetermined;
        level: 0.95;
        /** Standard deviations that make the interval: estimated parameters, and chance were they right. */
        parameterError: number | Undetermined;
        chanceError: number;
        residualValue: number | Undetermined;
        /** The same value at other discount rates, a year. */
        byDiscountRate: { discountRate: number; value: number }[];
      }
    | Undetermined;
  /** Customers by their lifetime value, least first; empty where no value is known. */
  deciles: ValueDecile[];
  warnings: string[];
}
