/** Four significant digits, for reading. */
export function short(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) >= 1e5 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}
