import type { RefundPolicy } from "@attune/forecast/lifetime/purchase-log";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { PurchaseInput } from "../../study/purchase-input.ts";
import { UsageError } from "../usage-error.ts";

/** Where purchases come from, as said on the command line. */
export interface PurchaseOptions {
  transactions?: string[];
  fromStore?: true;
  customer?: string;
  date?: string;
  amount?: string;
  currency?: string;
  refunds: RefundPolicy;
}

export function addPurchaseOptions(command: Command): Command {
  return command
    .option("--transactions <file...>", "CSV of purchases, gzip or not; one row per purchase or line of one")
    .option("--customer <column>", "who bought (with --transactions)")
    .option("--date <column>", "when: 2026-03-31, 20260331, with a time or without (with --transactions)")
    .option("--amount <column>", "what was paid; Quantity*Price multiplies two columns")
    .option("--currency <column>", "must be the same in every row")
    .addOption(
      new Option("--refunds <policy>", "amounts of 0 and below")
        .choices(["refuse", "subtract", "subtract-known", "ignore"])
        .default("refuse"),
    )
    .option("--from-store", "the purchases that the engine has collected")
    .option("--data-dir <dir>", "data directory (with --from-store)", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)");
}

export function purchaseInput(
  table: ReadonlyMap<string, string[]>,
  { customer, date, amount, currency, refunds }: PurchaseOptions,
): Extract<PurchaseInput, { kind: "transactions" }> {
  if (customer === undefined || date === undefined) throw new UsageError("--transactions needs --customer and --date");
  // Anywhere on earth it may be tomorrow already.
  const today = Math.floor(Date.now() / 86_400_000) + 1;
  return { kind: "transactions", table, columns: { customer, date, amount, currency }, refunds, today };
}

/** What a file made impossible is bad usage, and names the file. */
export function fromFiles<T>(files: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if ((error as { code?: unknown }).code !== "bad-request") throw error;
    throw new UsageError(inFile(files, (error as Error).message));
  }
}

/** `orders.csv, line 3: …`; `orders.csv: There is no column …`. */
function inFile(files: readonly string[], message: string): string {
  return `${files.join(", ")}${message.startsWith("line ") ? "," : ":"} ${message}`;
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("A number above 0 is meant.");
  return value;
}

export function notNegative(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && Number.isFinite(value))) throw new InvalidArgumentError("A number from 0 on is meant.");
  return value;
}

/** A share of an amount; a percentage such as 40 would make every value a hundredfold. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError("A share above 0, at most 1, is meant, such as 0.4.");
  return value;
}
