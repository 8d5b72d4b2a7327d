import type { Rng } from "@attune/math/rng";
import type { LifetimeArmReport } from "@attune/model/lifetime-effect";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { historiesAt, historiesOf } from "../lifetime/customer-histories.ts";
import { fitPurchaseModel } from "../lifetime/fit-purchase-model.ts";
import { fitGammaGamma } from "../lifetime/gamma-gamma.ts";
import { groupHistories } from "../lifetime/group-histories.ts";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import type { PurchaseModel } from "../lifetime/purchase-model.ts";
import { daysIn } from "../lifetime/time-unit.ts";
import { sumValues, valueCustomers } from "../lifetime/value-customers.ts";

/** The people of one arm. */
export interface ArmPeople {
  arm: string;
  /** All of them, buyers or not. */
  people: number;
  /** Customers of the log, with the day of their first opportunity: what they paid from that day on counts as observed. */
  customers: ReadonlyMap<string, number>;
  /** What each buyer paid since the first opportunity who cannot be known again: of them nothing is predicted. */
  otherPaid: readonly number[];
}

export interface ArmOptions {
  model: PurchaseModel;
  /** Day since 1970 as of which is forecast. */
  asOfDay: number;
  horizonDays: number;
  /** A year. */
  discountRate: number;
  margin: number;
}

/** Fewer customers than this are no arm to fit a model to. */
const fewestCustomers = 30;

/**
 * Lifetime value of an arm's people: paid since the first opportunity, plus what a model fitted to this arm alone expects. Each arm has its own
 * fit, so that its errors are its own and a change of habits shows. Who has not bought yet counts with 0, in every arm alike.
 */
export function lifetimeOfArm(
  log: PurchaseLog,
  { arm, people, customers, otherPaid }: ArmPeople,
  options: ArmOptions,
  rng: Rng,
): (LifetimeArmReport & { observed: { n: number; sum: number; sumSquares: number } }) | Undetermined {
  const { model, asOfDay, margin } = options;
  const all = historiesAt(log, asOfDay, daysIn.week);
  const rows = [...all.ids.keys()].filter((i) => customers.has(all.ids[i]!));
  if (rows.length < fewestCustomers)
    return undetermined(
      "too-few-customers",
      `Only ${rows.length} customers in ${arm}: a forecast of their future needs ${fewestCustomers}.`,
    );
  const histories = historiesOf(all, rows);
  if (histories.repeatPurchases.every((x) => x === 0))
    return undetermined("one-purchase-only", `Nobody in ${arm} bought a second time: nothing speaks of what follows.`);
  const spenders = historiesOf(
    histories,
    [...histories.ids.keys()].filter((i) => histories.meanSpend![i]! > 0),
  );
  const spendFit = fitGammaGamma({
    repeatPurchases: spenders.repeatPurchases,
    meanSpend: spenders.meanSpend!,
    customers: spenders.customers,
  });
  if (isUndetermined(spendFit)) return spendFit;
  if (!(spendFit.vector[1]! > 1))
    return undetermined("no-mean", `Amounts in ${arm} are so uneven (q ≤ 1) that their mean does not exist.`);
  const purchaseFit = fitPurchaseModel(model, groupHistories(histories));
  const terms = {
    horizon: options.horizonDays / daysIn.week,
    discount: (Math.log1p(options.discountRate) * daysIn.week) / daysIn.year,
    margin,
  };
  const valuation = { model, purchaseFit, spendFit, histories, terms };
  const values = valueCustomers(valuation);
  const predicted = sumValues(valuation, values, [...histories.ids.keys()], rng);
  if (predicted.parameterError === null)
    return undetermined("not-converged", `The model of ${arm} has no standard errors: its error is not known.`);
  const paid = paidSince(log, customers, asOfDay);
  const observed = [
    ...histories.ids.map((id) => margin * paid.get(id)!),
    ...otherPaid.map((amount) => margin * amount),
  ];
  const worth = observed.map((value, i) => value + (values.lifetimeValue![i] ?? 0));
  const n = Math.max(people, observed.length);
  return {
    arm,
    people: n,
    customers: histories.ids.length,
    observedPerPerson: total(observed) / n,
    predictedPerPerson: predicted.value / n,
    perPerson: total(worth) / n,
    statistics: { ...sumsOf(worth, n), predictionVariance: (predicted.parameterError / n) ** 2 },
    observed: sumsOf(observed, n),
    parameters: purchaseFit.parameters,
    meanProbabilityAlive: total([...values.probabilityAlive]) / histories.ids.length,
  };
}

/** From the day given for each customer on, up to and with `asOfDay`. */
function paidSince(log: PurchaseLog, since: ReadonlyMap<string, number>, asOfDay: number): Map<string, number> {
  const paid = new Map<string, number>();
  log.customers.forEach((customer, i) => {
    const from = since.get(customer);
    if (from === undefined) return;
    let sum = 0;
    for (let at = log.start[i]!; at < log.start[i + 1]!; at++)
      if (log.day[at]! >= from && log.day[at]! <= asOfDay) sum += log.amount[at]!;
    paid.set(customer, sum);
  });
  return paid;
}

function sumsOf(values: readonly number[], n: number) {
  return { n, sum: total(values), sumSquares: total(values.map((value) => value * value)) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
