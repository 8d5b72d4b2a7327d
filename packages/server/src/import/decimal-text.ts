import { type Micros, microsPerUnit } from "@attune/model/money";

/**
 * The exact decimal text of an amount, without trailing zeros.
 *
 * @example
 * decimalText(-1_500_000) // => "-1.5"
 */
export function decimalText(micros: Micros): string {
  const size = Math.abs(micros);
  const fraction = String(size % microsPerUnit)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const whole = String(Math.floor(size / microsPerUnit));
  return `${micros < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
