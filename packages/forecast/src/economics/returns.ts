import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** (gain − cost) / cost, both at present value: 0.5 means that each unit of money brings itself back and half a unit more. */
export function returnOnInvestment(gain: number, cost: number): number | Undetermined {
  if (!(cost > 0)) return undetermined("no-cost", "Without a cost there is nothing to relate the gain to.");
  return (gain - cost) / cost;
}

/** What one new customer costs: all that is spent on winning customers over the customers won. */
export function acquisitionCost(spent: number, newCustomers: number): number | Undetermined {
  if (!(newCustomers > 0)) return undetermined("no-new-customers", "Nobody became a customer.");
  return spent / newCustomers;
}

/** Lifetime value over acquisition cost; three is the usual bar. */
export function valueToCost(lifetimeValue: number, cost: number): number | Undetermined {
  if (!(cost > 0)) return undetermined("no-acquisition-cost", "The file states nothing spent on winning customers.");
  return lifetimeValue / cost;
}

/** What equal payments at the ends of periods are worth today. */
export function annuityValue(payment: number, periods: number, rate: number): number {
  if (rate === 0) return payment * periods;
  return (payment * -Math.expm1(-periods * Math.log1p(rate))) / rate;
}

/**
 * Lifetime value of a customer who leaves with `churn` a period and is discounted by `rate` a period: the first margin now, then `marginPerPeriod`
 * at the end of each period that the customer is still there, without end: first + m·(1 − c)/(c + d).
 * @see Gupta, Lehmann, Stuart (2004), Journal of Marketing Research 41, eq. 3: m·r/(1 + d − r) with retention r = 1 − c
 */
export function customerLifetimeValue(first: number, marginPerPeriod: number, churn: number, rate: number): number {
  return first + (marginPerPeriod * (1 - churn)) / (churn + rate);
}
