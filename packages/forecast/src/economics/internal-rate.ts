import { rootBetween } from "@attune/math/root-between";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { netPresentValue } from "./net-present-value.ts";

/** A flow on a day: epoch milliseconds, outflows negative. */
export interface DatedFlow {
  at: number;
  amount: number;
}

const dayMs = 86_400_000;

/**
 * The rate per period at which flows are worth nothing, flows[0] being today: IRR() of spreadsheets. Undetermined without both an inflow and an
 * outflow, and where several rates qualify, of which a spreadsheet prints one by chance.
 */
export function internalRate(flows: readonly number[]): number | Undetermined {
  const [first = 0, ...later] = flows;
  return rateWhereWorthless(flows, (rate) => first + netPresentValue(rate, later));
}

/**
 * What dated flows are worth on the day of the first: Σ amount / (1 + rate)^(days/365), as XNPV() has it, leap years or not.
 * @param rate a year, above −1
 */
export function datedPresentValue(rate: number, flows: readonly DatedFlow[]): number {
  const from = flows[0]?.at ?? 0;
  return flows.reduce((sum, { at, amount }) => sum + amount / (1 + rate) ** ((at - from) / dayMs / 365), 0);
}

/** The yearly rate at which dated flows are worth nothing: XIRR(). Undetermined as `internalRate` is. */
export function datedInternalRate(flows: readonly DatedFlow[]): number | Undetermined {
  const amounts = flows.map(({ amount }) => amount);
  return rateWhereWorthless(amounts, (rate) => datedPresentValue(rate, flows));
}

/** Rates are looked for between −99.9 % and +1,000,000 % in steps of 2 % of growth, then refined. */
const LOWEST_LOG_GROWTH = Math.log(0.001);
const HIGHEST_LOG_GROWTH = Math.log(10_001);
const STEPS = 800;

function rateWhereWorthless(amounts: readonly number[], worth: (rate: number) => number): number | Undetermined {
  if (!amounts.some((amount) => amount > 0) || !amounts.some((amount) => amount < 0)) {
    return undetermined("one-sided-flows", "A rate of return needs at least one inflow and one outflow.");
  }
  const worthAt = (logGrowth: number) => worth(Math.expm1(logGrowth));
  const rates: number[] = [];
  const step = (HIGHEST_LOG_GROWTH - LOWEST_LOG_GROWTH) / STEPS;
  let low = LOWEST_LOG_GROWTH;
  for (let i = 1; i <= STEPS; i++) {
    const high = LOWEST_LOG_GROWTH + i * step;
    if (worthAt(low) > 0 !== worthAt(high) > 0) rates.push(Math.expm1(rootBetween(worthAt, low, high)));
    low = high;
  }
  const [rate] = rates;
  if (rate === undefined) return undetermined("no-rate", "The flows are worth nothing at no rate that one could earn.");
  if (rates.length > 1) {
    const all = rates.map((one) => `${(100 * one).toFixed(2)} %`).join(" and ");
    return undetermined("several-rates", `The flows change sign several times: ${all} all make them worth nothing.`);
  }
  return rate;
}
