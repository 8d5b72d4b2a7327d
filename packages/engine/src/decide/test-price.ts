import type { Micros } from "@attune/model/money";

/** Prices are in hundredths of a unit. */
const stepMicros = 10_000;

export interface TestedPrice {
  priceMicros: Micros;
  isFloored: boolean;
}

/**
 * What an item costs in a price test. A lowered price never leaves less above cost than the floor asks for, and never rises above the usual
 * one by that; where the cost is not known and a floor is asked for, it is not lowered.
 *
 * @param change relative, above −1.
 * @param marginFloor least share of the price that is left above cost, 0 to below 1.
 */
export function testPrice(
  listPriceMicros: Micros,
  costMicros: Micros | undefined,
  change: number,
  marginFloor: number,
): TestedPrice {
  const wanted = Math.round((listPriceMicros * (1 + change)) / stepMicros) * stepMicros;
  if (change >= 0) return { priceMicros: Math.max(wanted, listPriceMicros), isFloored: false };
  const least = leastPrice(listPriceMicros, costMicros, marginFloor);
  return wanted >= least ? { priceMicros: wanted, isFloored: false } : { priceMicros: least, isFloored: true };
}

function leastPrice(listPriceMicros: Micros, costMicros: Micros | undefined, marginFloor: number): Micros {
  if (costMicros === undefined) return marginFloor === 0 ? 0 : listPriceMicros;
  const exact = costMicros / (1 - marginFloor);
  // Rounded up, past what division leaves of a whole step.
  const floor = Math.ceil(exact / stepMicros - 1e-9) * stepMicros;
  return Math.min(listPriceMicros, floor);
}
