import { parseAmount } from "@attune/engine/collect/parse-amount";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { AdSpend } from "@attune/model/acquisition";
import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";

const kind = "ad-spend";
const pageSize = 5_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** A row as it is sent in. */
export interface SpendRow {
  day: string;
  campaign: string;
  channel?: string;
  amount: number | string;
  /** Absent: the reporting currency. */
  currency?: string;
  clicks?: number;
  impressions?: number;
}

/** Keeps rows, all or none; the same file again changes nothing. Throws `bad-request` with the row's number. */
export async function keepSpend(
  definitions: DefinitionStore,
  rows: readonly SpendRow[],
  business: Business,
): Promise<number> {
  const spends = rows.map((row, i) => readSpend(row, i, business));
  const byKey = new Map<string, AdSpend>();
  for (const spend of spends) {
    const key = `${spend.day}\u0000${spend.campaign}`;
    const before = byKey.get(key);
    // Exports have a row for each ad group: those of one file are summed up.
    byKey.set(key, before === undefined ? spend : added(before, spend));
  }
  await definitions.put(
    kind,
    [...byKey].map(([key, spend]) => [key, spend as unknown as Json] as const),
  );
  return byKey.size;
}

/** Spend of these days, both included. */
export async function spendBetween(definitions: DefinitionStore, from: string, to: string): Promise<AdSpend[]> {
  const found: AdSpend[] = [];
  for (let after: string | null = from; after !== null; ) {
    const page: Array<{ id: string; document: Json }> = await definitions.list(kind, after, pageSize);
    for (const { document } of page) {
      const spend = document as unknown as AdSpend;
      if (spend.day > to) return found;
      found.push(spend);
    }
    after = page.length < pageSize ? null : page.at(-1)!.id;
  }
  return found;
}

function readSpend(row: SpendRow, i: number, { currency, ratesMicros }: Business): AdSpend {
  const refuse = (message: string) =>
    new AttuneError("bad-request", `Row ${i + 1}: ${message}`, { path: `rows[${i}]` });
  if (!dayPattern.test(row.day) || Number.isNaN(Date.parse(row.day)))
    throw refuse(`"${row.day}" is no day such as 2026-11-22.`);
  if (row.campaign.trim() === "") throw refuse("it names no campaign.");
  const amount = parseAmount(row.amount);
  if (amount === undefined || amount < 0) throw refuse(`"${row.amount}" is no amount.`);
  const isOther = row.currency !== undefined && currency !== null && row.currency !== currency;
  const rate = isOther ? (Object.hasOwn(ratesMicros, row.currency!) ? ratesMicros[row.currency!] : undefined) : 1e6;
  if (rate === undefined) throw refuse(`no exchange rate from ${row.currency} to ${currency} is declared.`);
  return {
    day: row.day,
    campaign: row.campaign.trim(),
    channel: row.channel?.trim() || null,
    amountMicros: Math.round((amount * rate) / 1e6),
    clicks: row.clicks ?? null,
    impressions: row.impressions ?? null,
  };
}

function added(a: AdSpend, b: AdSpend): AdSpend {
  const sum = (x: number | null, y: number | null) => (x === null || y === null ? (x ?? y) : x + y);
  return {
    ...a,
    amountMicros: a.amountMicros + b.amountMicros,
    clicks: sum(a.clicks, b.clicks),
    impressions: sum(a.impressions, b.impressions),
  };
}
