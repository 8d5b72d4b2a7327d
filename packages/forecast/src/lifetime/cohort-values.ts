import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { CustomerHistories } from "./customer-histories.ts";
import { dayText } from "./time-unit.ts";
import type { CustomerValues } from "./value-customers.ts";

/** Customers by the month of their first purchase. */
export interface CohortValue {
  cohort: string;
  customers: number;
  /** What they paid so far, the first purchase too. */
  spent: number | Undetermined;
  meanProbabilityAlive: number;
  expectedPurchases: number;
  lifetimeValue: number | Undetermined;
  lifetimeValuePerCustomer: number | Undetermined;
}

/** Empty where the days of first purchase are not known. */
export function cohortValues(histories: CustomerHistories, values: CustomerValues): CohortValue[] {
  const { firstDay, customers, spent } = histories;
  if (firstDay === null) return [];
  const rowsOf = new Map<string, number[]>();
  firstDay.forEach((day, i) => {
    const month = dayText(day).slice(0, 7);
    const rows = rowsOf.get(month);
    if (rows === undefined) rowsOf.set(month, [i]);
    else rows.push(i);
  });
  return [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cohort, rows]) => {
      const sum = (column: Float64Array) => rows.reduce((total, i) => total + customers[i]! * column[i]!, 0);
      const count = rows.reduce((total, i) => total + customers[i]!, 0);
      const unknown = undetermined("no-spend-model", "Without amounts there is no value.");
      const lifetimeValue = values.lifetimeValue === null ? unknown : sum(values.lifetimeValue);
      return {
        cohort,
        customers: count,
        spent: spent === null ? unknown : sum(spent),
        meanProbabilityAlive: sum(values.probabilityAlive) / count,
        expectedPurchases: sum(values.expectedPurchases),
        lifetimeValue,
        lifetimeValuePerCustomer: typeof lifetimeValue === "number" ? lifetimeValue / count : lifetimeValue,
      };
    });
}
