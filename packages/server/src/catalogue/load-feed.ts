import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import type { JobContext } from "../jobs/jobs.ts";
import type { FeedFormat, RefusedItem } from "./feed.ts";
import { feedMoney } from "./feed-money.ts";
import { readFeed } from "./read-feed.ts";

export interface FeedOrder {
  /** Null: told by the content. */
  format: FeedFormat | null;
  /** Of prices that name none; null: the reporting one. */
  currency: string | null;
  /** The feed is all there is: items that are not in it are taken out. */
  complete: boolean;
}

export interface FeedResult {
  stored: number;
  refused: number;
  removed: number;
  /** The first that were refused, and why. */
  reasons: RefusedItem[];
}

const itemsPerPut = 500;
const reasonsKept = 100;
/** A complete feed that would take out more than this share of the catalogue is cut off, more likely than true. */
const mostRemoved = 0.5;

/** Takes a feed into the catalogue as it comes, 500 items at a time; what is not in a complete one goes at the end, when all of it was read. */
export async function loadFeed(
  engine: Engine,
  source: AsyncIterable<Uint8Array>,
  { format, currency, complete }: FeedOrder,
  { signal, onProgress, clock }: Pick<JobContext, "signal" | "onProgress"> & { clock: () => number },
): Promise<FeedResult> {
  const result: FeedResult = { stored: 0, refused: 0, removed: 0, reasons: [] };
  const seen = new Set<string>();
  let waiting: Item[] = [];
  const put = async () => {
    if (waiting.length === 0) return;
    await engine.catalogue.put(waiting);
    result.stored += waiting.length;
    waiting = [];
    onProgress(result.stored, null);
  };
  const money = feedMoney(engine.business(), currency);
  for await (const { items, refused } of readFeed(source, { format, money, clock })) {
    signal.throwIfAborted();
    result.refused += refused.length;
    result.reasons.push(...refused.slice(0, reasonsKept - result.reasons.length));
    for (const item of items) {
      if (complete) seen.add(item.itemId);
      waiting.push(item);
      if (waiting.length >= itemsPerPut) await put();
    }
  }
  await put();
  if (complete) result.removed = await removeOthers(engine, seen);
  return result;
}

async function removeOthers(engine: Engine, seen: ReadonlySet<string>): Promise<number> {
  const others: string[] = [];
  let known = 0;
  let after: string | null = null;
  for (;;) {
    const page = await engine.stores.definitions.list("item", after, 1_000);
    known += page.length;
    for (const { id } of page) if (!seen.has(id)) others.push(id);
    if (page.length < 1_000) break;
    after = page.at(-1)!.id;
  }
  if (others.length > mostRemoved * known) {
    const share = `${others.length} of ${known} items are not in the feed`;
    throw new AttuneError(
      "conflict",
      `${share}: nothing was taken out. Send the whole feed, or take them out by themselves.`,
    );
  }
  for (let from = 0; from < others.length; from += 5_000)
    await engine.catalogue.remove(others.slice(from, from + 5_000));
  return others.length;
}
