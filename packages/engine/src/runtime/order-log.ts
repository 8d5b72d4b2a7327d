import type { IdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { PartitionStore } from "../ports/partition-store.ts";
import { namesIn } from "../profile/named-by.ts";
import type { PartitionedLog } from "../profile/partitions/partition-view.ts";
import { requireAll } from "./lacking.ts";
import { logPages } from "./log-pages.ts";

const scanEntries = 5_000;

/**
 * The logs of all partitions as one order reads them, which is alone in its write set. What other partitions have sent here is in their logs before their letters
 * come, but may not be in the state yet, nor an entry rewritten: so it waits until every partition stands at `tick` or later there.
 */
export function createOrderLog(store: PartitionStore, tick: number): PartitionedLog {
  const owned = new Map<string, Offset[]>();
  const entries = new Map<Offset, LogEntry | null>();
  const named = new Map<IdentifierKey, string[]>();

  async function loadOwned(profileIds: readonly string[]): Promise<void> {
    await store.untilAllStandAt(tick);
    for (const id of profileIds) owned.set(id, await store.committed.offsetsOf(id));
  }
  async function loadEntries(offsets: readonly Offset[]): Promise<void> {
    await store.untilAllStandAt(tick);
    for (const offset of offsets) entries.set(offset, null);
    for (const entry of await store.committed.at([...offsets])) entries.set(entry.offset, entry);
  }
  /** Reads all logs once, whole. */
  async function loadNames(keys: readonly IdentifierKey[], except: ReadonlySet<Offset>): Promise<void> {
    await store.untilAllStandAt(tick);
    const log = store.committed;
    for (const key of keys) named.set(key, []);
    for await (const page of logPages(log, { after: 0, upTo: await log.head(), entriesAtOnce: scanEntries })) {
      const others = page.filter(({ offset }) => !except.has(offset));
      for (const [key, names] of namesIn(others, new Set(keys))) named.get(key)!.push(...names);
    }
  }

  function at(offsets: readonly Offset[]): LogEntry[] {
    requireAll(offsets, entries, loadEntries);
    return offsets.flatMap((offset) => entries.get(offset) ?? []);
  }

  return {
    ownedBy(profileIds) {
      requireAll(profileIds, owned, loadOwned);
      return at([...profileIds].flatMap((id) => owned.get(id)!).sort((a, b) => a - b));
    },
    at: (offsets) => at([...offsets]),
    names(keys, except) {
      requireAll(keys, named, (missing) => loadNames(missing, except));
      return new Map([...keys].map((key) => [key, named.get(key)!]));
    },
  };
}
