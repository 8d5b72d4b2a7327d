import type { CustomerHistories } from "./customer-histories.ts";
import type { CustomerValues } from "./value-customers.ts";

/** A tenth of the customers by lifetime value. */
export interface ValueDecile {
  /** 1 (least) to 10. */
  decile: number;
  customers: number;
  /** Means per customer. */
  lifetimeValue: number;
  /** Mean ends of the customers' own intervals, of what the estimated parameters leave open; null where they have no standard errors. */
  low: number | null;
  high: number | null;
  probabilityAlive: number;
  /** Of the whole value. */
  share: number;
}

/** Empty where no value is known. Rows that stand for many customers may lie in two tenths; they count in the one in which their middle lies. */
export function valueDeciles({ customers }: CustomerHistories, values: CustomerValues): ValueDecile[] {
  const { lifetimeValue, lifetimeValueLow, lifetimeValueHigh, probabilityAlive } = values;
  if (lifetimeValue === null) return [];
  const order = Uint32Array.from(lifetimeValue.keys()).sort((a, b) => lifetimeValue[a]! - lifetimeValue[b]! || a - b);
  const all = customers.reduce((sum, n) => sum + n, 0);
  const rowsOf: number[][] = Array.from({ length: 10 }, () => []);
  let before = 0;
  for (const row of order) {
    const middle = (before + customers[row]! / 2) / all;
    rowsOf[Math.min(9, Math.floor(10 * middle))]!.push(row);
    before += customers[row]!;
  }
  const sumOf = (rows: readonly number[], column: Float64Array) =>
    rows.reduce((sum, row) => sum + customers[row]! * column[row]!, 0);
  const whole = sumOf([...order], lifetimeValue);
  return rowsOf.flatMap((rows, k) => {
    const count = rows.reduce((sum, row) => sum + customers[row]!, 0);
    if (count === 0) return [];
    const mean = (column: Float64Array | null) => (column === null ? null : sumOf(rows, column) / count);
    return [
      {
        decile: k + 1,
        customers: count,
        lifetimeValue: mean(lifetimeValue)!,
        low: mean(lifetimeValueLow),
        high: mean(lifetimeValueHigh),
        probabilityAlive: mean(probabilityAlive)!,
        share: whole === 0 ? 0 : sumOf(rows, lifetimeValue) / whole,
      },
    ];
  });
}
