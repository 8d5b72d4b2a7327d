import { type Identifier, type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { partitionOfOffset } from "@attune/model/tick-offsets";
import { idsOf, type ProfileWithLog } from "../profile-with-log.ts";
import type { Kin, Rewrite } from "./kin.ts";
import type { PartitionDraft } from "./partition-draft.ts";
import type { PartitionedLog, TaskResult } from "./partition-view.ts";

// What orders about people read and change where their kin lie: these hold everything but the entries, and all that could have written those have committed.

/** What becomes of an order about somebody whom nobody knows. */
export const notFound: TaskResult = { kind: "impossible", code: "not-found", message: "nobody has the identifier" };

/** Changes entries in this partition's log, and has the others change theirs. Returns what is not settled then. `key`: of the kin. */
export function handOut(
  rewritten: readonly LogEntry[],
  key: IdentifierKey,
  kin: Kin,
  draft: PartitionDraft,
): Kin["unsettled"] {
  const unsettled = new Map(kin.unsettled);
  const byPartition = new Map<number, Rewrite[]>();
  for (const entry of rewritten) {
    const partition = partitionOfOffset(entry.offset, draft.partitions);
    const rewrite = { entry, order: draft.offset };
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), rewrite]);
    if (partition === draft.partition) unsettled.delete(entry.offset);
    else unsettled.set(entry.offset, rewrite);
  }
  for (const [partition, rewrites] of byPartition) {
    if (partition === draft.partition) draft.rewrite(rewrites);
    else draft.send(partition, { kind: "rewrite", rewrites, order: draft.offset, key });
  }
  return unsettled;
}

export function profileOf(identifier: Identifier, { identity, profile }: PartitionDraft): Profile | undefined {
  const profileId = identity(identifierKey(identifier))?.profileId;
  return profileId === undefined ? undefined : profile(profileId);
}

export function entriesOf(profile: Profile, log: PartitionedLog): LogEntry[] {
  const orders = [...profile.merges, ...profile.separations].map(({ offset }) => offset);
  const entries = [...log.ownedBy(new Set(idsOf(profile))), ...log.at(new Set(orders))];
  return entries.sort((a, b) => a.offset - b.offset);
}

export function otherPeople(
  profileIds: Iterable<string>,
  draft: PartitionDraft,
  log: PartitionedLog,
): ProfileWithLog[] {
  const found = new Map<string, ProfileWithLog>();
  for (const value of profileIds) {
    const profile = draft.profile(value) ?? profileOf({ namespace: "profile_id", value }, draft);
    if (profile !== undefined) found.set(profile.profileId, { profile, entries: entriesOf(profile, log) });
  }
  return [...found.values()];
}

/** With every name, also where the record lists none because there are too many. */
export function wholeRecords(records: Map<IdentifierKey, IdentityRecord>, log: PartitionedLog) {
  const shared = new Set([...records].filter(([, record]) => record.shared).map(([key]) => key));
  if (shared.size === 0) return records;
  const names = log.names(shared, new Set());
  return new Map(
    [...records].map(([key, record]) => [key, { ...record, namedBy: [...(names.get(key) ?? record.namedBy)] }]),
  );
}

export function recordsOf(
  keys: Iterable<IdentifierKey>,
  { identity }: PartitionDraft,
): Map<IdentifierKey, IdentityRecord> {
  const records = new Map<IdentifierKey, IdentityRecord>();
  for (const key of keys) {
    const record = identity(key);
    if (record !== undefined) records.set(key, record);
  }
  return records;
}
