import { AttuneError } from "@attune/model/errors";
import { inflated } from "../import/read-table.ts";
import type { FeedFormat, FeedMoney, FeedPart, FeedReader } from "./feed.ts";
import { googleXmlFeed } from "./google-xml-feed.ts";
import { shopifyCsvFeed } from "./shopify-csv-feed.ts";
import { shopifyJsonFeed } from "./shopify-json-feed.ts";
import { columnName, tableFeed } from "./table-feed.ts";

/** Reads a feed of items; without a format it is told by its content. Throws `bad-request` for what is no feed. */
export async function* readFeed(
  source: AsyncIterable<Uint8Array>,
  { format, money, clock }: { format: FeedFormat | null; money: FeedMoney; clock: () => number },
): AsyncGenerator<FeedPart> {
  const iterator = inflated(source)[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true || first.value.length === 0) throw new AttuneError("bad-request", "The feed is empty.");
  const reader = readerOf(format ?? formatOf(first.value), delimiterOf(first.value), clock);
  yield* reader(chained(first.value, iterator), money);
}

async function* chained(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function readerOf(format: FeedFormat, delimiter: string, clock: () => number): FeedReader {
  switch (format) {
    case "csv":
      return tableFeed(delimiter, clock);
    case "google-tsv":
      return tableFeed("\t", clock);
    case "google-xml":
      return googleXmlFeed(clock);
    case "shopify-csv":
      return shopifyCsvFeed;
    case "shopify-json":
      return shopifyJsonFeed;
  }
}

/** By how it begins. */
function formatOf(bytes: Uint8Array): FeedFormat {
  const text = beginningOf(bytes);
  if (text.startsWith("<")) return "google-xml";
  if (text.startsWith("{") || text.startsWith("[")) return "shopify-json";
  const header = firstLine(text);
  if (/(^|,)"?(Handle|URL handle)"?,/.test(header)) return "shopify-csv";
  const columns = header.split(delimiterOf(bytes)).map((name) => columnName(name.replaceAll('"', "")));
  if (!columns.some((name) => ["id", "item_id", "itemid", "sku", "product_id"].includes(name))) {
    const known = "csv, shopify-csv, shopify-json, google-xml, google-tsv";
    throw new AttuneError(
      "bad-request",
      `The feed begins like none that is known (${known}); a table needs a column id.`,
    );
  }
  return header.includes("\t") ? "google-tsv" : "csv";
}

function delimiterOf(bytes: Uint8Array): string {
  const header = firstLine(beginningOf(bytes));
  const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).delimiter;
}

function beginningOf(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes.subarray(0, 64 * 1024))
    .replace(/^\uFEFF/, "")
    .trimStart();
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}
