import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { LifetimeForecast } from "./lifetime-report.ts";
import { type CustomerValues, sumValues, totalsAtDiscounts } from "./value-customers.ts";

/** At which the value is told beside the chosen one. */
const otherRates = [0, 0.05, 0.1, 0.15, 0.2];

/**
 * The value of all customers together, with what it is uncertain by, and at other discount rates.
 *
 * @param perUnit a discount rate of a year per unit of the valuation's time
 */
export function lifetimeTotal(
  valuation: Parameters<typeof sumValues>[0],
  values: CustomerValues,
  perUnit: (rate: number) => number,
  rng: Rng,
): Exclude<LifetimeForecast["total"], Undetermined> {
  const rows = [...valuation.histories.customers.keys()];
  const { value, parameterError, chanceError } = sumValues(valuation, values, rows, rng);
  const half = 1.959963984540054 * Math.hypot(parameterError ?? 0, chanceError);
  const unknown = undetermined(
    "no-standard-errors",
    "The parameters have no standard errors, so neither has what they predict.",
  );
  const atOther = totalsAtDiscounts(valuation, values, otherRates.map(perUnit));
  return {
    value,
    byDiscountRate: otherRates.map((discountRate, k) => ({ discountRate, value: atOther[k]! })),
    interval: parameterError === null ? unknown : [Math.max(0, value - half), value + half],
    level: 0.95,
    parameterError: parameterError ?? unknown,
    chanceError,
    residualValue:
      values.residualValue === null
        ? undetermined("no-discount", "Without a discount rate the value without end need not be finite.")
        : rows.reduce((sum, i) => sum + valuation.histories.customers[i]! * values.residualValue![i]!, 0),
  };
}
