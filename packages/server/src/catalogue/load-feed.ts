import { isDeepStrictEqual } from "node:util";
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
  /** Only say what it would do. */
  dryRun: boolean;
}

/** What a feed has done; of a dry run, what it would do. */
export interface FeedResult {
  dryRun: boolean;
  stored: number;
  /** Of the stored ones, those that were not there before, and those that were there otherwise. */
  added: number;
  changed: number;
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
  { format, currency, complete, dryRun }: FeedOrder,
  { signal, onProgress, clock }: Pick<JobContext, "signal" | "onProgress"> & { clock: () => number },
): Promise<FeedResult> {
  const result: FeedResult = { dryRun, stored: 0, added: 0, changed: 0, refused: 0, removed: 0, reasons: [] };
  const seen = new Set<string>();
  let waiting: Item[] = [];
  const put = async () => {
    if (waiting.length === 0) return;
    const { added, changed } = await compare(engine, waiting);
    result.added += added;
    result.changed += changed;
    if (!dryRun) await engine.catalogue.put(waiting);
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
  if (complete) {
    const others = await othersThan(engine, seen);
    if (!dryRun) await removeAll(engine, others);
    result.removed = others.length;
  }
  return result;
}

/** How many of these items are new, and how many are there otherwise. */
async function compare({ stores: { definitions } }: Engine, items: readonly Item[]) {
  let added = 0;
  let changed = 0;
  // Of an item that stands in the feed twice the last counts.
  for (const item of new Map(items.map((one) => [one.itemId, one])).values()) {
    const present = (await definitions.get("item", item.itemId)) as Partial<Item> | undefined;
    if (present === undefined) added += 1;
    else if (!isDeepStrictEqual({ ...present, ...dated(item, present) }, { ...item, ...dated(item, present) }))
      changed += 1;
  }
  return { added, changed };
}

/** What stands nowhere else: an item keeps the time at which it came where the feed does not say another. */
const dated = (item: Item, present: Partial<Item>) => ({
  itemId: item.itemId,
  listedAt: item.listedAt ?? present.listedAt,
});

/** Ids that are in the catalogue and not among these. Throws `conflict` where they are too many to be true. */
async function othersThan(engine: Engine, seen: ReadonlySet<string>): Promise<string[]> {
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
  return others;
}

async function removeAll(engine: Engine, itemIds: readonly string[]): Promise<void> {
  for (let from = 0; from < itemIds.length; from += 5_000)
    await engine.catalogue.remove(itemIds.slice(from, from + 5_000));
}
