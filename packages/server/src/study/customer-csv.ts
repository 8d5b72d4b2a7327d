import type { CustomerHistories } from "@attune/forecast/lifetime/customer-histories";
import type { CustomerValues } from "@attune/forecast/lifetime/value-customers";

/** One line per customer, header first, in pieces of about a megabyte. What is not known is empty. */
export function* customerCsv(histories: CustomerHistories, values: CustomerValues): Generator<string> {
  const columns: [string, ArrayLike<number> | null][] = [
    ["weight", histories.customers.every((n) => n === 1) ? null : histories.customers],
    ["repeat_purchases", histories.repeatPurchases],
    ["time_of_last_purchase", histories.timeOfLastPurchase],
    ["observed_for", histories.observedFor],
    ["spent", histories.spent],
    ["probability_alive", values.probabilityAlive],
    ["expected_purchases", values.expectedPurchases],
    ["expected_spend", values.expectedSpend],
    ["lifetime_value", values.lifetimeValue],
    ["lifetime_value_low", values.lifetimeValueLow],
    ["lifetime_value_high", values.lifetimeValueHigh],
    ["residual_value", values.residualValue],
  ];
  const shown = columns.filter(([name, column]) => name !== "weight" || column !== null);
  let piece = `customer,${shown.map(([name]) => name).join(",")}\n`;
  for (let i = 0; i < histories.ids.length; i++) {
    piece += `${quoted(histories.ids[i]!)},${shown.map(([, column]) => (column === null ? "" : rounded(column[i]!))).join(",")}\n`;
    if (piece.length > 1 << 20) {
      yield piece;
      piece = "";
    }
  }
  yield piece;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
