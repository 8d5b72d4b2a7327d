import type { CustomerHistories } from "@attune/forecast/lifetime/customer-histories";
import type { BadRow } from "@attune/forecast/lifetime/purchase-log";
import { AttuneError } from "@attune/model/errors";

/** Header names that mean the same, lower case. */
const names = {
  id: ["id", "customer", "customer_id", "customerid", "user_id"],
  repeatPurchases: ["frequency", "x"],
  timeOfLastPurchase: ["recency", "t_x", "tx"],
  observedFor: ["t", "periods", "n"],
  meanSpend: ["monetary_value", "monetary value", "monetary", "zbar", "z_bar", "mean_spend"],
  customers: ["weights", "weight", "customers"],
};

/** Histories from a table of summaries, one row per customer or, with weights, per kind of customer. The first row that cannot be is the answer. */
export function readSummary(
  table: ReadonlyMap<string, readonly string[]>,
): { histories: CustomerHistories; isDiscrete: boolean } | BadRow {
  const find = (among: readonly string[]) =>
    [...table.keys()].find((name) => among.includes(name.trim().toLowerCase()));
  const needed = (among: readonly string[]) => {
    const name = find(among);
    if (name === undefined)
      throw new AttuneError(
        "bad-request",
        `A summary needs a column ${among.join(" or ")}; the table has ${[...table.keys()].join(", ")}.`,
        { path: among[0]! },
      );
    return name;
  };
  const observedName = needed(names.observedFor);
  const columns = {
    repeatPurchases: needed(names.repeatPurchases),
    timeOfLastPurchase: needed(names.timeOfLastPurchase),
    observedFor: observedName,
    meanSpend: find(names.meanSpend),
    customers: find(names.customers),
  };
  const rows = table.get(observedName)!.length;
  const numbers: Record<string, Float64Array> = {};
  for (const [key, name] of Object.entries(columns)) {
    if (name === undefined) continue;
    const cells = table.get(name)!;
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const value = cells[i]!.trim() === "" ? Number.NaN : Number(cells[i]);
      if (!Number.isFinite(value)) return { line: i + 2, reason: `“${cells[i]}” in ${name} is not a number` };
      column[i] = value;
    }
    numbers[key] = column;
  }
  const histories: CustomerHistories = {
    ids: idsOf(table, find(names.id), rows),
    repeatPurchases: numbers.repeatPurchases!,
    timeOfLastPurchase: numbers.timeOfLastPurchase!,
    observedFor: numbers.observedFor!,
    customers: numbers.customers ?? new Float64Array(rows).fill(1),
    meanSpend: numbers.meanSpend ?? null,
    spent: null,
    firstDay: null,
  };
  for (let i = 0; i < rows; i++) {
    const reason = contradiction(histories, i);
    if (reason !== null) return { line: i + 2, reason };
  }
  return { histories, isDiscrete: ["periods", "n"].includes(observedName.trim().toLowerCase()) };
}

function idsOf(table: ReadonlyMap<string, readonly string[]>, name: string | undefined, rows: number): string[] {
  return name === undefined ? Array.from({ length: rows }, (_, i) => String(i + 1)) : [...table.get(name)!];
}

function contradiction(histories: CustomerHistories, i: number): string | null {
  const x = histories.repeatPurchases[i]!;
  const last = histories.timeOfLastPurchase[i]!;
  const observed = histories.observedFor[i]!;
  const spend = histories.meanSpend?.[i];
  if (!(Number.isInteger(x) && x >= 0)) return `${x} repeat purchases: a whole number from 0 on is meant`;
  if (!(observed >= 0)) return `a customer cannot have been observed for ${observed}`;
  if (!(last >= 0 && last <= observed))
    return `the last purchase at ${last} does not lie within the observation, 0 to ${observed}`;
  if (x === 0 && last > 0)
    return `a last purchase at ${last} without a repeat purchase: time counts from the first purchase`;
  if (x > 0 && last === 0) return `${x} repeat purchases, but the last purchase is at 0`;
  if (spend !== undefined && x > 0 && !(spend > 0))
    return `${x} repeat purchases with a mean amount of ${spend}: it must be above 0`;
  if (!(histories.customers[i]! > 0)) return `a weight of ${histories.customers[i]}: it must be above 0`;
  return null;
}
