import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { AnalyticsBatch } from "../ports/analytics.ts";
import type { Stores } from "../ports/stores.ts";
import { entryRows } from "./entry-rows.ts";

/** How many entries go to analytics at once. */
export const batchEntries = 10_000;

/**
 * Entries as one batch: up to and with the first that orders a change of what was projected before it.
 */
export function untilOrder(entries: LogEntry[]): LogEntry[] {
  const at = entries.findIndex((entry) => entry.kind === "erasure" || entry.kind === "unmerge");
  return at < 0 ? entries : entries.slice(0, at + 1);
}

export interface Projection {
  stores: Stores;
  timeZone: string;
  /** Unique for each attempt. */
  newId: () => string;
}

/**
 * Brings a batch into analytics: its rows by a token of its offsets, so that the same batch sent again changes nothing; then what its
 * last entry orders.
 */
export async function projectEntries(entries: LogEntry[], projection: Projection): Promise<void> {
  const { stores, timeZone } = projection;
  const last = entries.at(-1)!;
  await stores.analytics.insert(entryRows(entries, timeZone), `${entries[0]!.offset}-${last.offset}`);
  if (last.kind === "erasure") await eraseRows(last, projection);
  if (last.kind === "unmerge") await writePeopleAnew(last, projection);
}

/** The rows of an erased person go; those of who became nameless are written as they are now. */
async function eraseRows(order: Extract<LogEntry, { kind: "erasure" }>, projection: Projection): Promise<void> {
  const { heir, profileIds, offset } = order;
  await projection.stores.analytics.removeProfiles(heir === undefined ? profileIds : [...profileIds, heir]);
  if (heir !== undefined) await writeRowsAnew(heir, offset, projection);
}

/**
 * Removes the rows of the people concerned and writes them as they are owned now. Each attempt has tokens of its own: the attempt before
 * may have been cut off, its rows are removed again, and an old token would have the new ones ignored.
 */
async function writePeopleAnew(order: Extract<LogEntry, { kind: "unmerge" }>, projection: Projection): Promise<void> {
  const { stores, newId } = projection;
  await stores.analytics.removeProfiles(order.people.map(({ profileId }) => profileId));
  for (const { profileId, personId } of order.people) {
    await writeRowsAnew(profileId, order.offset, projection);
    const whose: AnalyticsBatch = {
      events: [],
      exposures: [],
      people: [{ profileId, personId, version: order.offset }],
    };
    await stores.analytics.insert(whose, `whose-${newId()}`);
  }
}

async function writeRowsAnew(profileId: string, version: Offset, projection: Projection): Promise<void> {
  const { stores, timeZone, newId } = projection;
  const offsets = await ownedBefore(profileId, version, stores);
  for (let i = 0; i < offsets.length; i += batchEntries) {
    const rows = entryRows(await stores.log.at(offsets.slice(i, i + batchEntries)), timeZone);
    await stores.analytics.insert(rows, `anew-${newId()}`);
  }
}

async function ownedBefore(profileId: string, version: Offset, { log }: Stores): Promise<Offset[]> {
  return (await log.offsetsOf(profileId)).filter((offset) => offset < version);
}
