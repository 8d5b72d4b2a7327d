/** Micros as currency units with two decimals, rounded once, half away from zero. Exact up to 9·10^13 units, where cents pass the safe integers. */
export function unitsOf(micros: bigint): number {
  const negative = micros < 0n;
  const cents = ((negative ? -micros : micros) + 5_000n) / 10_000n;
  return (negative ? -1 : 1) * (Number(cents) / 100) || 0;
}
