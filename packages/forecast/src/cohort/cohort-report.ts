import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { bgBb } from "../lifetime/bg-bb.ts";
import { type CustomerHistories, historiesOf } from "../lifetime/customer-histories.ts";
import type { BoundaryParameter, ParameterFit } from "../lifetime/fit-parameters.ts";
import { fitPurchaseModel } from "../lifetime/fit-purchase-model.ts";
import { fitGammaGamma } from "../lifetime/gamma-gamma.ts";
import { groupHistories } from "../lifetime/group-histories.ts";
import { periodHistoriesAt } from "../lifetime/period-histories.ts";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import { daysIn, dayText } from "../lifetime/time-unit.ts";
import { type CustomerValues, sumValues, type ValuationTerms, valueCustomers } from "../lifetime/value-customers.ts";
import { type CohortTriangle, cohortTriangle } from "./cohort-triangle.ts";
import { type PeriodActivity, periodActivity } from "./period-activity.ts";
import { type RetentionPoint, retentionCurve } from "./retention-curve.ts";

export interface CohortOptions {
  /** Length of a period; months are those of the calendar. */
  unit: "week" | "month";
  /** Last day (since 1970) that counts; null: the last of the log. */
  asOfDay: number | null;
  /** Periods that are projected. */
  horizon: number;
  /** A year. */
  discountRate: number;
  /** Share of an amount that is margin. */
  margin: number;
}

/** Customers who share something, and which of them do. */
export interface CustomerGroup {
  /** What they share: `all`, `channel`, `arm`, a column. */
  by: string;
  value: string;
  /** Null: everybody. */
  members: ReadonlySet<string> | null;
}

/** Worth per customer: what was paid so far and what is predicted, as margin; sums for comparing groups. */
export interface GroupValue {
  observedPerCustomer: number;
  predictedPerCustomer: number;
  perCustomer: number;
  /** 95 %: chance and estimated parameters, of the predicted part. In logarithms, so that nobody is worth less than was paid. */
  interval: [number, number] | Undetermined;
  /** q of the gamma-gamma: at 2 and below amounts have no variance, and the error itself leans on a few large ones. */
  amountShape: number;
  /** Σ and Σ² of observed + predicted over the customers, and the variance of the model's error in their mean. */
  statistics: { n: number; sum: number; sumSquares: number; predictionVariance: number | null };
}

export interface GroupReport {
  by: string;
  value: string;
  customers: number;
  model:
    | {
        name: "bg-bb";
        parameters: Record<string, number>;
        standardErrors: ParameterFit["standardErrors"];
        converged: boolean;
        boundary: BoundaryParameter[];
      }
    | Undetermined;
  /** Share of customers with a purchase, period by period since the first; observed, fitted, and projected beyond. */
  retention: RetentionPoint[];
  cohorts: CohortTriangle[];
  worth: GroupValue | Undetermined;
}

export interface CohortReport {
  schema: "attune.forecast.cohort/1";
  asOf: string;
  unit: "week" | "month";
  horizon: number;
  margin: number;
  discountRate: number;
  groups: GroupReport[];
}

/** Fewer customers than this are no group to fit a curve to. */
const fewestCustomers = 30;

/**
 * Retention and revenue by month of first purchase, for each group: observed, fitted and projected. Retention is what BG/BB says: buying at most
 * once a period is just what "active in the period" means. Each group has its own fit: a change of habits in one does not bend the other.
 */
export function cohortReport(
  log: PurchaseLog,
  groups: readonly CustomerGroup[],
  options: CohortOptions,
  rng: Rng,
): CohortReport {
  const asOfDay = options.asOfDay ?? log.lastDay;
  const histories = periodHistoriesAt(log, asOfDay, options.unit, "periods-with-purchase");
  const activity = periodActivity(log, asOfDay, options.unit);
  return {
    schema: "attune.forecast.cohort/1",
    asOf: dayText(asOfDay),
    unit: options.unit,
    horizon: options.horizon,
    margin: options.margin,
    discountRate: options.discountRate,
    groups: groups.map((group) => {
      const rows = [...histories.ids.keys()].filter((i) => group.members?.has(histories.ids[i]!) ?? true);
      return groupReport(
        group,
        historiesOf(histories, rows),
        rows.map((i) => activity[i]!),
        options,
        rng.fork(group.value),
      );
    }),
  };
}

function groupReport(
  { by, value }: CustomerGroup,
  histories: CustomerHistories,
  activity: readonly PeriodActivity[],
  options: CohortOptions,
  rng: Rng,
): GroupReport {
  const shared = { by, value, customers: histories.ids.length };
  const problem = unfit(histories);
  if (problem !== null) {
    return {
      ...shared,
      model: problem,
      retention: retentionCurve(histories, activity, null, options.horizon),
      cohorts: cohortTriangle(histories, activity, null, options),
      worth: problem,
    };
  }
  const fit = fitPurchaseModel(bgBb, groupHistories(histories));
  const { parameters, standardErrors, converged, boundary } = fit;
  const valued = valueGroup(histories, fit, options);
  return {
    ...shared,
    model: { name: "bg-bb", parameters, standardErrors, converged, boundary },
    retention: retentionCurve(histories, activity, fit, options.horizon),
    cohorts: cohortTriangle(
      histories,
      activity,
      { fit, spend: isUndetermined(valued) ? null : valued.values.expectedSpend },
      options,
    ),
    worth: isUndetermined(valued) ? valued : worthOf(histories, fit, valued, options, rng),
  };
}

function unfit(histories: CustomerHistories): Undetermined | null {
  if (histories.ids.length < fewestCustomers)
    return undetermined(
      "too-few-customers",
      `Only ${histories.ids.length} customers: a curve needs ${fewestCustomers}.`,
    );
  if (histories.repeatPurchases.every((x) => x === 0))
    return undetermined("one-purchase-only", "Nobody bought in a later period: there is no retention to fit.");
  return null;
}

interface Valued {
  values: CustomerValues;
  spendFit: ParameterFit;
  terms: ValuationTerms;
}

function valueGroup(
  histories: CustomerHistories,
  purchaseFit: ParameterFit,
  { horizon, discountRate, margin, unit }: CohortOptions,
): Valued | Undetermined {
  const rows = [...histories.ids.keys()].filter((i) => histories.meanSpend![i]! > 0);
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const spendFit = fitGammaGamma({
    repeatPurchases: pick(histories.repeatPurchases),
    meanSpend: pick(histories.meanSpend!),
    customers: pick(histories.customers),
  });
  if (isUndetermined(spendFit)) return spendFit;
  if (!(spendFit.vector[1]! > 1))
    return undetermined("no-mean", "Amounts are so uneven (q ≤ 1) that their mean does not exist.");
  const terms = { horizon, margin, discount: (Math.log1p(discountRate) * daysIn[unit]) / daysIn.year };
  return { values: valueCustomers({ model: bgBb, purchaseFit, spendFit, histories, terms }), spendFit, terms };
}

function worthOf(
  histories: CustomerHistories,
  purchaseFit: ParameterFit,
  { values, spendFit, terms }: Valued,
  { margin }: CohortOptions,
  rng: Rng,
): GroupValue {
  const n = histories.ids.length;
  const rows = [...histories.ids.keys()];
  const predicted = sumValues({ model: bgBb, purchaseFit, spendFit, histories, terms }, values, rows, rng);
  const each = values.lifetimeValue!.map((value, i) => value + margin * histories.spent![i]!);
  const sum = each.reduce((total, value) => total + value, 0);
  const paid = (sum - predicted.value) / n;
  const ahead = predicted.value / n;
  return {
    observedPerCustomer: paid,
    predictedPerCustomer: ahead,
    perCustomer: sum / n,
    interval:
      predicted.parameterError === null
        ? undetermined("not-converged", "The search found no maximum.")
        : (aheadInterval(ahead, Math.hypot(predicted.parameterError, predicted.chanceError) / n).map(
            (end) => paid + end,
          ) as [number, number]),
    amountShape: spendFit.vector[1]!,
    statistics: {
      n,
      sum,
      sumSquares: each.reduce((total, value) => total + value * value, 0),
      predictionVariance: predicted.parameterError === null ? null : (predicted.parameterError / n) ** 2,
    },
  };
}

/** 95 %, of a mean that is above 0: its logarithm has the standard error error/mean, by the delta method. */
function aheadInterval(mean: number, error: number): [number, number] {
  if (!(mean > 0)) return [0, 0];
  const factor = Math.exp((1.959963984540054 * error) / mean);
  return [mean / factor, mean * factor];
}
