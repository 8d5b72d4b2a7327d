import { AttuneError } from "@attune/model/errors";
import type { SpendRow } from "./ad-spend.ts";

/** Columns of common exports, in small letters: Google Ads, Meta Ads Manager, Microsoft Advertising, and plain files. */
const names = {
  day: ["day", "date", "reporting starts", "gregorian date"],
  campaign: ["campaign", "campaign name"],
  channel: ["channel", "platform", "source"],
  amount: ["amount", "cost", "spend", "amount spent"],
  currency: ["currency", "currency code"],
  clicks: ["clicks", "link clicks", "clicks (all)"],
  impressions: ["impressions", "impr."],
} as const;

/** Meta names the currency in the column: `Amount spent (EUR)`. */
const amountWithCurrency = /^(?:amount spent|cost|spend) \(([A-Z]{3})\)$/i;

/** A table of ad spend as rows. Throws `bad-request` where a column is missing. */
export function readSpendTable(columns: ReadonlyMap<string, readonly string[]>): SpendRow[] {
  const find = (field: keyof typeof names) =>
    [...columns].find(([name]) => (names[field] as readonly string[]).includes(name.trim().toLowerCase()))?.[1];
  const bracketed = [...columns].find(([name]) => amountWithCurrency.test(name.trim()));
  const amounts = find("amount") ?? bracketed?.[1];
  const [days, campaigns] = [find("day"), find("campaign")];
  if (days === undefined || campaigns === undefined || amounts === undefined)
    throw new AttuneError(
      "bad-request",
      `The file needs a day, a campaign and an amount; it has: ${[...columns.keys()].join(", ")}.`,
    );
  const named = bracketed === undefined ? undefined : amountWithCurrency.exec(bracketed[0].trim())?.[1]?.toUpperCase();
  const [channels, currencies, clicks, impressions] = [
    find("channel"),
    find("currency"),
    find("clicks"),
    find("impressions"),
  ];
  return days.flatMap((day, i) => {
    // Exports end with lines of totals, which have no day.
    if (day.trim() === "" || /^total/i.test(day.trim())) return [];
    const row: SpendRow = { day: day.trim(), campaign: campaigns[i] ?? "", amount: (amounts[i] ?? "").trim() || 0 };
    const currency = currencies?.[i]?.trim() || named;
    if (currency !== undefined) row.currency = currency;
    const channel = channels?.[i]?.trim();
    if (channel) row.channel = channel;
    const [clicked, seen] = [count(clicks?.[i]), count(impressions?.[i])];
    if (clicked !== undefined) row.clicks = clicked;
    if (seen !== undefined) row.impressions = seen;
    return row;
  });
}

function count(text: string | undefined): number | undefined {
  const plain = text?.replace(/[,\s]/g, "") ?? "";
  return /^\d+$/.test(plain) ? Number(plain) : undefined;
}
