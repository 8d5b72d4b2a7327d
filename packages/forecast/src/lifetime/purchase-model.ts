import type { Objective } from "@attune/math/optimize/minimize";
import type { Rng } from "@attune/math/rng";
import type { PurchaseHistories, PurchaseHistory } from "./purchase-history.ts";

export type PurchaseModelName = "bg-nbd" | "mbg-nbd" | "pareto-nbd" | "bg-bb" | "sbg";

/**
 * A model of when customers buy and when they stop for good. Parameters are positive; `parameters` vectors are in the order of
 * `parameterNames`. Times are in the unit of the histories.
 */
export interface PurchaseModel {
  name: PurchaseModelName;
  /** Whether purchases come at any moment, or at most once in each period; then all times are whole. */
  time: "continuous" | "periods";
  /** As the papers call them. */
  parameterNames: readonly string[];
  /** Names of the parameters that are times: they scale with the unit. */
  timeParameters: readonly string[];
  /** Minus the log-likelihood of all histories, as a function of the logarithms of the parameters. */
  objective(histories: PurchaseHistories): Objective;
  /** Where to begin the search, in parameters; T is the mean time of observation, x the mean number of repeat purchases. */
  starts(meanObservedFor: number, meanRepeatPurchases: number): readonly (readonly number[])[];
  /** P(the customer has not stopped for good by the end of the observation). */
  probabilityAlive(parameters: Float64Array, history: PurchaseHistory): number;
  /** E[purchases within `time` after the observation, given that the customer is alive then]; it does not depend on the time of the last purchase. */
  purchasesIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number): number;
  /** The same, each purchase discounted by e^(−rate · time until it); `time` may be Infinity. */
  discountedIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number, rate: number): number;
  /** E[repeat purchases within `time` after the first purchase] of a customer of whom nothing else is known. */
  purchasesOfNewCustomer(parameters: Float64Array, time: number): number;
  /** Times after the observation, ascending, up to `time`, at which this customer buys if alive at its end: one draw from the model. */
  drawIfAlive(parameters: Float64Array, history: PurchaseHistory, time: number, rng: Rng): number[];
}
