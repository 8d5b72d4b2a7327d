import { bgBb } from "../lifetime/bg-bb.ts";
import type { CustomerHistories } from "../lifetime/customer-histories.ts";
import type { ParameterFit } from "../lifetime/fit-parameters.ts";
import { historyAt } from "../lifetime/purchase-history.ts";
import { dayText } from "../lifetime/time-unit.ts";
import type { PeriodActivity } from "./period-activity.ts";

/** Customers whose first purchase was in one month. */
export interface CohortTriangle {
  cohort: string;
  customers: number;
  /** Revenue of the first period, the first purchases. */
  firstRevenue: number;
  /** Periods that are over for some of them: of those, how many, how many bought, and for how much. */
  observed: { period: number; customers: number; active: number; retention: number; revenue: number }[];
  /** The next periods of all of them, given what each did: expected number active and revenue; empty without a model. */
  projected: { ahead: number; active: number; revenue: number | null }[];
}

export function cohortTriangle(
  histories: CustomerHistories,
  activity: readonly PeriodActivity[],
  model: { fit: ParameterFit; spend: Float64Array | null } | null,
  { horizon }: { horizon: number },
): CohortTriangle[] {
  const rowsOf = new Map<string, number[]>();
  histories.firstDay!.forEach((day, i) => {
    const month = dayText(day).slice(0, 7);
    const rows = rowsOf.get(month);
    if (rows === undefined) rowsOf.set(month, [i]);
    else rows.push(i);
  });
  return [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cohort, rows]) => ({
      cohort,
      customers: rows.length,
      firstRevenue: rows.reduce((sum, i) => sum + (activity[i]!.get(0) ?? 0), 0),
      observed: observedOf(histories, activity, rows),
      projected: model === null ? [] : projectedOf(histories, rows, model, horizon),
    }));
}

function observedOf(
  { observedFor }: CustomerHistories,
  activity: readonly PeriodActivity[],
  rows: readonly number[],
): CohortTriangle["observed"] {
  const longest = rows.reduce((most, i) => Math.max(most, observedFor[i]!), 0);
  return Array.from({ length: longest }, (_, k) => {
    const reached = rows.filter((i) => observedFor[i]! > k);
    const active = reached.filter((i) => activity[i]!.has(k + 1));
    return {
      period: k + 1,
      customers: reached.length,
      active: active.length,
      retention: active.length / reached.length,
      revenue: active.reduce((sum, i) => sum + activity[i]!.get(k + 1)!, 0),
    };
  });
}

function projectedOf(
  histories: CustomerHistories,
  rows: readonly number[],
  { fit, spend }: { fit: ParameterFit; spend: Float64Array | null },
  horizon: number,
): CohortTriangle["projected"] {
  const active = new Float64Array(horizon);
  const revenue = new Float64Array(horizon);
  for (const i of rows) {
    const history = historyAt(histories, i);
    const alive = bgBb.probabilityAlive(fit.vector, history);
    let before = 0;
    for (let k = 0; k < horizon; k++) {
      const upTo = bgBb.purchasesIfAlive(fit.vector, history, k + 1);
      active[k]! += alive * (upTo - before);
      revenue[k]! += alive * (upTo - before) * (spend?.[i] ?? 0);
      before = upTo;
    }
  }
  return Array.from(active, (count, k) => ({
    ahead: k + 1,
    active: count,
    revenue: spend === null ? null : revenue[k]!,
  }));
}
