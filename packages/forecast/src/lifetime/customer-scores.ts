import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { chooseModel, type ModelChoice } from "./choose-model.ts";
import { historiesAt } from "./customer-histories.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { fitGammaGamma } from "./gamma-gamma.ts";
import { groupHistories } from "./group-histories.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import type { PurchaseModelName } from "./purchase-model.ts";
import { purchaseModelNamed } from "./purchase-models.ts";
import { daysIn } from "./time-unit.ts";
import { expectedValues } from "./value-customers.ts";

export interface CustomerScoreOptions {
  model: "auto" | "bg-nbd" | "mbg-nbd" | "pareto-nbd";
  /** Day since 1970 as of which people are scored; purchases after it are not looked at. */
  asOfDay: number;
  horizonDays: number;
  /** A year. */
  discountRate: number;
  /** Share of an amount that is margin. */
  margin: number;
}

/** Scores of all customers by column; what is not known is NaN in its place. */
export interface CustomerScores {
  model: PurchaseModelName;
  parameters: Record<string, number>;
  /** Why there is no value where there is none; null where there is. */
  withoutValue: Undetermined | null;
  choice: ModelChoice | null;
  customers: string[];
  probabilityAlive: Float64Array;
  nextOrderInDays: Float64Array;
  futureOrders: Float64Array;
  futureValue: Float64Array;
}

/** Beyond it an expected order is no date that anybody plans with. */
const furthestDays = 10 * daysIn.year;

/** What each customer of the log is expected to do from `asOfDay` on. Weeks are the unit of the models. O(customers) after the fit. */
export function customerScores(log: PurchaseLog, options: CustomerScoreOptions): CustomerScores | Undetermined {
  const { asOfDay, horizonDays, discountRate, margin } = options;
  const unitDays = daysIn.week;
  const histories = historiesAt(log, asOfDay, unitDays);
  if (histories.repeatPurchases.every((x) => x === 0))
    return undetermined("one-purchase-only", "Nobody has bought a second time yet: there is nothing to learn from.");
  const choice = options.model === "auto" ? chooseModel(log, asOfDay, unitDays) : null;
  const model = purchaseModelNamed(choice?.chosen ?? (options.model as PurchaseModelName));
  const purchaseFit = fitPurchaseModel(model, groupHistories(histories));
  const spend = spendFitOf(histories.repeatPurchases, histories.meanSpend!);
  const values = expectedValues({
    model,
    purchaseFit,
    spendFit: isUndetermined(spend) ? null : spend,
    histories,
    terms: {
      horizon: horizonDays / unitDays,
      discount: (Math.log1p(discountRate) * unitDays) / daysIn.year,
      margin,
    },
  });
  // While active, purchases come at a rate that is Gamma(r + x, α + T), in all three models.
  const [r, alpha] = purchaseFit.vector as unknown as [number, number];
  return {
    model: model.name,
    parameters: purchaseFit.parameters,
    withoutValue: isUndetermined(spend) ? spend : null,
    choice,
    customers: histories.ids,
    probabilityAlive: values.probabilityAlive,
    nextOrderInDays: histories.repeatPurchases.map((x, i) => {
      const days = unitDays * medianWait(r + x, alpha + histories.observedFor[i]!);
      return days <= furthestDays ? days : Number.NaN;
    }),
    futureOrders: values.expectedPurchases,
    futureValue: values.lifetimeValue ?? new Float64Array(histories.ids.length).fill(Number.NaN),
  };
}

/** The time by which a purchase has come with probability ½, at a rate that is Gamma(shape, rate): P(none by t) = (rate / (rate + t))^shape. */
export function medianWait(shape: number, rate: number): number {
  return rate * Math.expm1(Math.LN2 / shape);
}

function spendFitOf(repeatPurchases: Float64Array, meanSpend: Float64Array) {
  const rows = [...repeatPurchases.keys()].filter((i) => repeatPurchases[i]! > 0);
  const fit = fitGammaGamma({
    repeatPurchases: Float64Array.from(rows, (i) => repeatPurchases[i]!),
    meanSpend: Float64Array.from(rows, (i) => meanSpend[i]!),
    customers: new Float64Array(rows.length).fill(1),
  });
  if (isUndetermined(fit) || fit.vector[1]! > 1) return fit;
  return undetermined("no-mean", "Amounts are so uneven (q ≤ 1) that their mean does not exist.");
}
