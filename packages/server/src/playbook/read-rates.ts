import { AttuneError } from "@attune/model/errors";
import { addTableText } from "../study/text-table.ts";

/** Exchange rates of a day, against one base currency. */
export interface RateTable {
  /** `2026-11-20`; null: the table does not say. */
  day: string | null;
  /** Units of each currency for one unit of the base, the base itself included. */
  perBase: ReadonlyMap<string, number>;
}

const code = /^[A-Z]{3}$/;

/**
 * Rates as the European Central Bank publishes them (a column for each currency, the newest day is taken), or as `currency,rate` with the base's price in
 * each. Throws `bad-request` for what is neither.
 */
export function readRates(text: string, base: string): RateTable {
  const columns = new Map<string, string[]>();
  // The bank's lines end with a comma: a last column without a name.
  const lines = text.trim().split(/\r?\n/);
  addTableText(columns, "the table", lines.map((line) => line.replace(/,\s*$/, "")).join("\n"));
  const named = new Map([...columns].map(([name, values]) => [name.trim(), values]));
  const days = named.get("Date");
  const perBase = days === undefined ? listed(named) : published(named, newest(days));
  perBase.set(base, 1);
  if (perBase.size < 2)
    throw new AttuneError("bad-request", "The table has no rate that can be read.", { path: "table" });
  return { day: days === undefined ? null : dayOf(days[newest(days)]!), perBase };
}

/** What one unit of each currency is worth in the reporting currency. Throws `bad-request` for one that the table does not have. */
export function ratesIn(
  reporting: string,
  { perBase }: RateTable,
  currencies: readonly string[],
): Record<string, number> {
  const priceOf = (currency: string): number => {
    const price = perBase.get(currency);
    if (price !== undefined) return price;
    throw new AttuneError("bad-request", `The table has no rate of ${currency}.`, { path: "currencies" });
  };
  const own = priceOf(reporting);
  return Object.fromEntries(
    currencies
      .filter((currency) => currency !== reporting)
      .map((currency) => [currency, Number((own / priceOf(currency)).toPrecision(6))]),
  );
}

function newest(days: readonly string[]): number {
  let best = 0;
  for (const [i, day] of days.entries()) if (Date.parse(day) > Date.parse(days[best]!)) best = i;
  return best;
}

function dayOf(text: string): string | null {
  const at = Date.parse(`${text} UTC`);
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}

function published(columns: ReadonlyMap<string, readonly string[]>, row: number): Map<string, number> {
  return new Map(
    [...columns].flatMap(([name, values]): Array<[string, number]> => {
      const rate = Number(values[row]);
      return code.test(name) && rate > 0 ? [[name, rate]] : [];
    }),
  );
}

function listed(columns: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const [currencies, rates] = [columns.get("currency"), columns.get("rate")];
  if (currencies === undefined || rates === undefined)
    throw new AttuneError(
      "bad-request",
      "The table needs a column `Date` and one for each currency, or `currency` and `rate`.",
      {
        path: "table",
      },
    );
  return new Map(
    currencies.flatMap((currency, i): Array<[string, number]> => {
      const rate = Number(rates[i]);
      return code.test(currency.trim()) && rate > 0 ? [[currency.trim(), rate]] : [];
    }),
  );
}
