/** Purchases as they come: one row each, in any order. */
export interface Transactions {
  customer: string[];
  /** Days since 1970. */
  day: Int32Array;
  /** What was paid; negative for a refund. All 1 where no amount is known. */
  amount: Float64Array;
  /** Where each row stood, for messages. */
  line: Uint32Array;
}

/**
 * What is done with rows that are no purchase: `refuse` stops at the first, `ignore` leaves them out, `subtract` takes a refund off the
 * customer's purchases before it, latest first, and stops where there is more to take off than was paid; `subtract-known` leaves that rest out.
 */
export type RefundPolicy = "refuse" | "ignore" | "subtract" | "subtract-known";

/** Days with a purchase, by customer and day. Customer i has the rows from `start[i]` up to, not including, `start[i + 1]`. */
export interface PurchaseLog {
  customers: string[];
  start: Uint32Array;
  day: Int32Array;
  amount: Float64Array;
  firstDay: number;
  lastDay: number;
  leftOut: { refunds: number; zeroAmounts: number; undonePurchases: number };
}

/** A row that cannot be used, and why. */
export interface BadRow {
  line: number;
  reason: string;
}

/** Purchases of one customer on one day are one purchase: that is what the models count. O(rows · log(rows of a customer)). */
export function purchaseLog(transactions: Transactions, refunds: RefundPolicy): PurchaseLog | BadRow {
  const { customer, day, amount, line } = transactions;
  const refused = refunds === "refuse" ? amount.findIndex((value) => !(value > 0)) : -1;
  if (refused >= 0) return { line: line[refused]!, reason: notAPurchase(amount[refused]!) };
  const placeOf = new Map<string, number>();
  const place = Uint32Array.from(customer, (id) => {
    const known = placeOf.get(id);
    if (known !== undefined) return known;
    placeOf.set(id, placeOf.size);
    return placeOf.size - 1;
  });
  const rows = rowsByCustomer(place, placeOf.size);
  const leftOut = { refunds: 0, zeroAmounts: 0, undonePurchases: 0 };
  const kept = { day: new Int32Array(customer.length), amount: new Float64Array(customer.length) };
  const customers: string[] = [];
  const start: number[] = [0];
  let end = 0;
  const ids = [...placeOf.keys()];
  for (let i = 0; i < ids.length; i++) {
    const first = end;
    const own = rows.order.subarray(rows.start[i], rows.start[i + 1]);
    // A refund on the day of its purchase comes after it.
    own.sort((a, b) => day[a]! - day[b]! || Number(amount[a]! < 0) - Number(amount[b]! < 0) || a - b);
    for (const row of own) {
      const value = amount[row]!;
      if (value > 0) {
        if (end > first && kept.day[end - 1] === day[row]) kept.amount[end - 1]! += value;
        else {
          kept.day[end] = day[row]!;
          kept.amount[end] = value;
          end++;
        }
        continue;
      }
      if (value === 0) leftOut.zeroAmounts++;
      else {
        leftOut.refunds++;
        if (refunds === "ignore") continue;
        const rest = takeOff(kept.amount, first, end, -value);
        if (rest > 0 && refunds === "subtract")
          return { line: line[row]!, reason: refundBeforeOrder(ids[i]!, value, rest) };
      }
    }
    const compacted = dropUndone(kept, first, end);
    leftOut.undonePurchases += end - compacted;
    end = compacted;
    if (end === first) continue;
    customers.push(ids[i]!);
    start.push(end);
  }
  const days = kept.day.slice(0, end);
  return {
    customers,
    start: Uint32Array.from(start),
    day: days,
    amount: kept.amount.slice(0, end),
    firstDay: days.reduce((least, d) => Math.min(least, d), Infinity),
    lastDay: days.reduce((most, d) => Math.max(most, d), -Infinity),
    leftOut,
  };
}

function rowsByCustomer(place: Uint32Array, customers: number): { order: Uint32Array; start: Uint32Array } {
  const start = new Uint32Array(customers + 1);
  for (const i of place) start[i + 1]!++;
  for (let i = 0; i < customers; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const order = new Uint32Array(place.length);
  place.forEach((i, row) => {
    order[next[i]!++] = row;
  });
  return { order, start };
}

/** Subtracts from the latest purchases first; what could not be taken off, beyond a thousandth of a cent, is the answer. */
function takeOff(amounts: Float64Array, first: number, end: number, refund: number): number {
  let rest = refund;
  for (let at = end - 1; at >= first && rest > 0; at--) {
    const taken = Math.min(amounts[at]!, rest);
    amounts[at]! -= taken;
    rest -= taken;
  }
  return rest > 1e-5 ? rest : 0;
}

/** A purchase that was paid back whole did not happen. */
function dropUndone(kept: { day: Int32Array; amount: Float64Array }, first: number, end: number): number {
  let to = first;
  for (let at = first; at < end; at++) {
    if (!(kept.amount[at]! > 1e-5)) continue;
    kept.day[to] = kept.day[at]!;
    kept.amount[to] = kept.amount[at]!;
    to++;
  }
  return to;
}

function notAPurchase(amount: number): string {
  return amount < 0
    ? `an amount of ${Number(amount.toPrecision(12))} is a refund, not a purchase; choose --refunds subtract, subtract-known or ignore`
    : "an amount of 0 is no purchase; --refunds ignore or --refunds subtract leaves such rows out";
}

function refundBeforeOrder(customer: string, amount: number, rest: number): string {
  return `customer ${customer} is refunded ${-amount}, of which ${Number(rest.toPrecision(6))} was never paid before; --refunds subtract-known leaves that rest out`;
}
