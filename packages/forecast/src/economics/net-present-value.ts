/**
 * What flows at the ends of equal periods are worth today: Σ flows[i] / (1 + rate)^(i+1), as NPV() of spreadsheets has it. What is paid today is
 * not discounted: add it to the result.
 * @param rate per period, above −1
 * @param flows in any currency; outflows are negative; empty is worth 0
 */
export function netPresentValue(rate: number, flows: ArrayLike<number>): number {
  // Horner's scheme from the last flow: one division a period and no powers.
  let value = 0;
  for (let i = flows.length - 1; i >= 0; i--) value = (value + flows[i]!) / (1 + rate);
  return value;
}

/** The rate of a month that compounds to a yearly rate: (1 + yearly)^(1/12) − 1. */
export function monthlyRate(yearlyRate: number): number {
  return Math.expm1(Math.log1p(yearlyRate) / 12);
}
