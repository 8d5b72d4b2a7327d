import type { CustomerHistories } from "@attune/forecast/lifetime/customer-histories";
import { type BadRow, type PurchaseLog, purchaseLog, type RefundPolicy } from "@attune/forecast/lifetime/purchase-log";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { readSummary } from "./read-summary.ts";
import { readTransactions, type TransactionColumns } from "./read-transactions.ts";
import { type TextColumns, textColumns } from "./text-columns.ts";

/** Purchases or what is left of them, as they come; plain values that can be sent to another process. */
export type PurchaseInput =
  | {
      kind: "transactions";
      table: TextColumns;
      columns: TransactionColumns;
      refunds: RefundPolicy;
      /** Days since 1970: what is later cannot have happened. */
      today: number;
    }
  | { kind: "summary"; table: TextColumns }
  | { kind: "store" /** Of the query `purchase-histories`. */; rows: Record<string, Json>[] };

/** Purchases by customer, and what was left out, in words. */
export interface ReadPurchases {
  log: PurchaseLog;
  hasAmounts: boolean;
  notes: string[];
}

const microsPerUnit = 1e6;

/** Throws `bad-request` with the line for a row that cannot be used. */
export function readPurchases(input: Exclude<PurchaseInput, { kind: "summary" }>): ReadPurchases {
  if (input.kind === "store") return purchasesOfStore(input.rows);
  const read = readTransactions(textColumns(input.table), input.columns, input.today);
  if ("line" in read) throw badRow(read);
  const log = purchaseLog(read.transactions, input.refunds);
  if ("line" in log) throw badRow(log);
  const withoutCustomer = said(read.withoutCustomer, "rows without a customer");
  return { log, hasAmounts: input.columns.amount !== undefined, notes: [...withoutCustomer, ...notesOf(log)] };
}

export function readSummaries(table: TextColumns): {
  histories: CustomerHistories;
  isDiscrete: boolean;
} {
  const read = readSummary(textColumns(table));
  if ("line" in read) throw badRow(read);
  return read;
}

/** Rows of the query `purchase-histories`, of people who can be known again. A refund of what was bought before the store knew of it takes nothing off. */
function purchasesOfStore(rows: readonly Record<string, Json>[]): ReadPurchases {
  const customer: string[] = [];
  const day: number[] = [];
  const amount: number[] = [];
  let unknown = 0;
  for (const { personId, days, identified } of rows) {
    if (identified === 0) {
      unknown++;
      continue;
    }
    for (const [on, paid, refunded] of days as [number, string, string][]) {
      for (const micros of [Number(paid), -Number(refunded)]) {
        if (micros === 0) continue;
        customer.push(String(personId));
        day.push(on);
        amount.push(micros / microsPerUnit);
      }
    }
  }
  const transactions = {
    customer,
    day: Int32Array.from(day),
    amount: Float64Array.from(amount),
    line: new Uint32Array(day.length),
  };
  // This policy refuses no row.
  const log = purchaseLog(transactions, "subtract-known") as PurchaseLog;
  return {
    log,
    hasAmounts: true,
    notes: [
      ...(unknown === 0 ? [] : [`${unknown.toLocaleString("en")} buyers without a user id are left out.`]),
      ...notesOf(log),
    ],
  };
}

function notesOf({ leftOut }: PurchaseLog): string[] {
  return [
    ...said(leftOut.refunds, "refunds"),
    ...said(leftOut.zeroAmounts, "amounts of 0"),
    ...said(leftOut.undonePurchases, "purchases paid back whole"),
  ];
}

function said(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count.toLocaleString("en")} ${what} do not count as purchases.`];
}

function badRow({ line, reason }: BadRow): AttuneError {
  return new AttuneError("bad-request", `line ${line}: ${reason}`, { path: "file" });
}
