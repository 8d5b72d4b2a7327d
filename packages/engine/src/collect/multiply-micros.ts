import type { Micros } from "@attune/model/money";

/**
 * `a × b` of two amounts in micros (a price and a quantity, an amount and a rate), rounded half-even to whole micros. Exact: no
 * floating point in between. Undefined beyond the safe integers.
 */
export function multiplyMicros(a: Micros, b: Micros): Micros | undefined {
  // Most quantities are whole: then the product of two small integers is exact as it is.
  if (b % 1_000_000 === 0) {
    const product = a * (b / 1_000_000);
    return Number.isSafeInteger(product) ? product + 0 : undefined;
  }
  const product = BigInt(a) * BigInt(b);
  const size = product < 0n ? -product : product;
  const quotient = size / 1_000_000n;
  const twiceRest = 2n * (size % 1_000_000n);
  const up = twiceRest > 1_000_000n || (twiceRest === 1_000_000n && quotient % 2n === 1n);
  const rounded = Number(up ? quotient + 1n : quotient);
  if (!Number.isSafeInteger(rounded)) return undefined;
  return product < 0n && rounded !== 0 ? -rounded : rounded;
}
