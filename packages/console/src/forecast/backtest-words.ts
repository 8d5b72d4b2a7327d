import type { ConformalFactor } from "@attune/forecast/backtest/conformal-factor";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";

/** What forecasts are of, as a heading; what differs among them is added up as a bare number. */
export function unitOf(metrics: readonly string[]): string {
  const kinds = [...new Set(metrics)];
  return kinds.length === 1 ? humanize(kinds[0] ?? "") : "Amount";
}

/** Amounts of a metric: revenue is money, all else is counted, and named where it stands alone: `433 purchases`. */
export function amountIn(metric: string, currency: string | null, { isAlone = true } = {}): (amount: number) => string {
  const unit = metric.toLowerCase();
  if (unit === "revenue") return (amount) => formatMoney(amount, currency);
  return (amount) => (isAlone && unit !== "amount" ? `${formatCount(amount)} ${unit}` : formatCount(amount));
}

/** By how much more came than was foreseen, as a share of what was foreseen; null where nothing was. */
export function varianceOf({ actual, expected }: { actual: number; expected: number }): number | null {
  return expected === 0 ? null : actual / expected - 1;
}

/** In which direction forecasts were wrong, all together. @param bias Σ(forecast − actual)/Σ actual */
export function biasWords(bias: number): { label: string; value: string } {
  return { label: bias < 0 ? "Promised too little by" : "Promised too much by", value: formatPercent(Math.abs(bias)) };
}

/** What the past makes of the next intervals. */
export function recalibrationWords(recalibration: ConformalFactor | Undetermined): string {
  if (isUndetermined(recalibration)) return `The next intervals stay as they are: ${recalibration.undetermined.reason}`;
  const { factor, periods } = recalibration;
  return `The next intervals are made ${factor.toFixed(2)} times as wide: so wide, they would have held what ${formatCount(periods)} periods were meant to.`;
}
