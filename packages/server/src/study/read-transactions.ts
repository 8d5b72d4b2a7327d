import type { BadRow, Transactions } from "@attune/forecast/lifetime/purchase-log";
import { AttuneError } from "@attune/model/errors";

export interface TransactionColumns {
  customer: string;
  date: string;
  /** A column, or two whose product it is (`Quantity*Price`); undefined: no amounts are known. */
  amount: string | undefined;
  currency: string | undefined;
}

/** Purchases from the columns of a table; rows without a customer are counted and left out. The first row that cannot be used is the answer. */
export function readTransactions(
  table: ReadonlyMap<string, readonly string[]>,
  columns: TransactionColumns,
  today: number,
): { transactions: Transactions; withoutCustomer: number } | BadRow {
  const customers = columnOf(table, columns.customer);
  const dates = columnOf(table, columns.date);
  const factors = columns.amount?.split("*").map((name) => columnOf(table, name.trim())) ?? [];
  const currencies = columns.currency === undefined ? null : columnOf(table, columns.currency);
  const rows: number[] = [];
  for (let i = 0; i < customers.length; i++) if (customers[i] !== "") rows.push(i);
  const day = new Int32Array(rows.length);
  const amount = new Float64Array(rows.length).fill(1);
  const dayOf = rememberDays();
  let firstCurrency: string | null = null;
  for (let at = 0; at < rows.length; at++) {
    const i = rows[at]!;
    const line = i + 2;
    const date = dayOf(dates[i]!);
    if (date === null)
      return { line, reason: `“${dates[i]}” is not a date such as 2026-03-31, 20260331 or 2026-03-31T08:30:00` };
    if (date > today) return { line, reason: `${dates[i]} lies in the future` };
    day[at] = date;
    for (const factor of factors) {
      const text = factor[i]!;
      const value = text.trim() === "" ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) return { line, reason: `“${text}” is not an amount such as 12.50` };
      amount[at]! *= value;
    }
    if (currencies !== null) {
      firstCurrency ??= currencies[i]!;
      if (currencies[i] !== firstCurrency)
        return {
          line,
          reason: `the currency is ${currencies[i]}, before it was ${firstCurrency}: convert to one currency first`,
        };
    }
  }
  return {
    transactions: {
      customer: rows.map((i) => customers[i]!),
      day,
      amount,
      line: Uint32Array.from(rows, (i) => i + 2),
    },
    withoutCustomer: customers.length - rows.length,
  };
}

function columnOf(table: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  const column = table.get(name);
  if (column !== undefined) return column;
  throw new AttuneError("bad-request", `There is no column ${name}; the table has ${[...table.keys()].join(", ")}.`, {
    path: name,
  });
}

/** Days since 1970 from the date at the start of the text; each different date is taken apart once. Null where there is none. */
function rememberDays(): (text: string) => number | null {
  const known = new Map<string, number | null>();
  return (text) => {
    const date = text.trim().slice(0, 10);
    const found = known.get(date);
    if (found !== undefined) return found;
    const day = dayOfText(text.trim());
    known.set(date, day);
    return day;
  };
}

const dateForm = /^(\d{4})(-?)(\d{2})\2(\d{2})(?:$|[T ])/;

/** Days since 1970 of `2026-03-31`, `20260331`, or either with a time after it; null where the text is no day of the calendar. */
export function dayOfText(text: string): number | null {
  const match = dateForm.exec(text);
  if (match === null) return null;
  const iso = `${match[1]}-${match[3]}-${match[4]}`;
  const at = Date.parse(`${iso}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March: a day is one that comes back as it was written.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== iso) return null;
  return at / 86_400_000;
}
