import type { CustomerHistories } from "../lifetime/customer-histories.ts";
import type { ParameterFit } from "../lifetime/fit-parameters.ts";
import type { PeriodActivity } from "./period-activity.ts";

export interface RetentionPoint {
  /** Periods since the first purchase, from 1. */
  period: number;
  /** Customers for whom this period is over; 0 where it is projected. */
  customers: number;
  /** Those of them who bought in it. */
  active: number;
  /** active/customers; null where nobody has come so far. */
  retention: number | null;
  /** What the model says of a new customer, with the 95 % interval that the estimated parameters leave; null without a model. */
  fitted: number | null;
  interval: [number, number] | null;
}

/** Share of customers who buy in each period since their first purchase: up to the longest observation, and `horizon` periods beyond. */
export function retentionCurve(
  histories: CustomerHistories,
  activity: readonly PeriodActivity[],
  fit: ParameterFit | null,
  horizon: number,
): RetentionPoint[] {
  const longest = histories.observedFor.reduce((most, n) => Math.max(most, n), 0);
  return Array.from({ length: longest + horizon }, (_, k) => {
    const period = k + 1;
    let customers = 0;
    let active = 0;
    histories.observedFor.forEach((chances, i) => {
      if (chances < period) return;
      customers++;
      if (activity[i]!.has(period)) active++;
    });
    const fitted = fit === null ? null : activeShare(fit.vector, period);
    return {
      period,
      customers,
      active,
      retention: customers === 0 ? null : active / customers,
      fitted,
      interval: fit === null ? null : intervalOf(fit, period),
    };
  });
}

/** P(alive in period k)·P(buys) under BG/BB: α/(α+β)·∏_{j<k}(δ+j)/(γ+δ+j). [Fader, Hardie & Shang 2010, section 3] */
function activeShare([alpha, beta, gamma, delta]: Float64Array, period: number): number {
  let share = alpha! / (alpha! + beta!);
  for (let j = 0; j < period; j++) share *= (delta! + j) / (gamma! + delta! + j);
  return share;
}

/** Delta method on the logit, which keeps the ends between 0 and 1. */
function intervalOf({ vector, logCovariance }: ParameterFit, period: number): [number, number] | null {
  if (logCovariance === null) return null;
  const n = vector.length;
  const step = 1e-5;
  const logit = (share: number) => Math.log(share / (1 - share));
  const at = (j: number, sign: number) =>
    logit(
      activeShare(
        vector.map((value, i) => (i === j ? value * Math.exp(sign * step) : value)),
        period,
      ),
    );
  const slope = Array.from({ length: n }, (_, j) => (at(j, 1) - at(j, -1)) / (2 * step));
  let variance = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) variance += slope[i]! * slope[j]! * logCovariance[i * n + j]!;
  const half = 1.959963984540054 * Math.sqrt(Math.max(0, variance));
  const share = (x: number) => 1 / (1 + Math.exp(-x));
  const middle = logit(activeShare(vector, period));
  return [share(middle - half), share(middle + half)];
}
