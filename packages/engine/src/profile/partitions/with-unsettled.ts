import type { LogEntry, Offset } from "@attune/model/log-entry";
import { namesIn } from "../named-by.ts";
import { isOwned } from "../owned-entry.ts";
import type { Rewrite } from "./kin.ts";
import type { PartitionedLog } from "./partition-view.ts";

/** The logs as they will be when every partition has changed the entries that it was told to. */
export function withUnsettled(log: PartitionedLog, unsettled: ReadonlyMap<Offset, Rewrite>): PartitionedLog {
  if (unsettled.size === 0) return log;
  const changed = (entry: LogEntry) => unsettled.get(entry.offset)?.entry ?? entry;
  return {
    ownedBy(profileIds) {
      const before = log.ownedBy(profileIds).filter((entry) => !unsettled.has(entry.offset));
      const theirs = [...unsettled.values()]
        .map(({ entry }) => entry)
        .filter((entry) => isOwned(entry) && profileIds.has(entry.profileId));
      return [...before, ...theirs];
    },
    at: (offsets) => log.at(offsets).map(changed),
    names(keys, except) {
      const before = log.names(keys, new Set([...except, ...unsettled.keys()]));
      const told = [...unsettled.values()].map(({ entry }) => entry).filter(({ offset }) => !except.has(offset));
      const theirs = namesIn(told, keys);
      return new Map([...keys].map((key) => [key, [...(before.get(key) ?? []), ...(theirs.get(key) ?? [])]]));
    },
  };
}
