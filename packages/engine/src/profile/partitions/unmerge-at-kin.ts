import { AttuneError } from "@attune/model/errors";
import { type Identifier, type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { partitionOfOffset } from "@attune/model/tick-offsets";
import type { FoldSettings } from "../fold-group.ts";
import { namesIn } from "../named-by.ts";
import { idsOf, type ProfileWithLog } from "../profile-with-log.ts";
import { unmerge } from "../unmerge.ts";
import { unmergeReaches, unmergeReads } from "../unmerge-order.ts";
import type { Kin, Rewrite } from "./kin.ts";
import type { UnmergeTask } from "./letter.ts";
import type { PartitionDraft } from "./partition-draft.ts";
import type { PartitionedLog, TaskResult } from "./partition-view.ts";
import { withUnsettled } from "./with-unsettled.ts";

/**
 * Takes a profile apart, as embedded: the kin hold everything but the entries, and all that could have written those have committed. Entries
 * that change in another partition's log are changed there by a letter, and until then told by the kin. Both people stay kin.
 */
export function unmergeAtKin(
  task: UnmergeTask,
  kin: Kin,
  draft: PartitionDraft,
  settings: FoldSettings,
  committed: PartitionedLog,
): void {
  draft.note({ task, result: unmergeResult(task, kin, draft, settings, committed) });
}

function unmergeResult(
  { split, at, by }: UnmergeTask,
  kin: Kin,
  draft: PartitionDraft,
  settings: FoldSettings,
  committed: PartitionedLog,
): TaskResult {
  const profile = profileOf(split[0]!, draft);
  if (profile === undefined) return notFound;
  const log = withUnsettled(committed, kin.unsettled);
  const entries = entriesOf(profile, log);
  const identities = wholeRecords(recordsOf(unmergeReads(entries, settings), draft), log);
  const others = otherPeople(unmergeReaches(profile, identities), draft, log);
  const order = { profile, entries, split, identities, others, nextOffset: draft.offset, at, by };
  try {
    const { writes, restored } = unmerge(order, settings);
    draft.write(kin, writes);
    draft.unsettle(kin, handOut(writes.rewritten, split[0]!, kin, draft));
    return { kind: "unmerged", restored };
  } catch (error) {
    if (!(error instanceof AttuneError) || error.code !== "bad-request") throw error;
    return { kind: "impossible", code: error.code, message: error.message };
  }
}

/** What becomes of an order about somebody whom nobody knows. */
export const notFound: TaskResult = { kind: "impossible", code: "not-found", message: "nobody has the identifier" };

/** Changes entries in this partition's log, and has the others change theirs. Returns what is not settled then. */
function handOut(
  rewritten: readonly LogEntry[],
  oneOfThem: Identifier,
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
  const key = identifierKey(oneOfThem);
  for (const [partition, rewrites] of byPartition) {
    if (partition === draft.partition) draft.rewrite(rewrites);
    else draft.send(partition, { kind: "rewrite", rewrites, order: draft.offset, key });
  }
  return unsettled;
}

function profileOf(identifier: Identifier, { identity, profile }: PartitionDraft): Profile | undefined {
  const profileId = identity(identifierKey(identifier))?.profileId;
  return profileId === undefined ? undefined : profile(profileId);
}

function entriesOf(profile: Profile, log: PartitionedLog): LogEntry[] {
  const orders = [...profile.merges, ...profile.separations].map(({ offset }) => offset);
  const entries = [...log.ownedBy(new Set(idsOf(profile))), ...log.at(new Set(orders))];
  return entries.sort((a, b) => a.offset - b.offset);
}

function otherPeople(profileIds: Iterable<string>, draft: PartitionDraft, log: PartitionedLog): ProfileWithLog[] {
  const found = new Map<string, ProfileWithLog>();
  for (const value of profileIds) {
    const profile = draft.profile(value) ?? profileOf({ namespace: "profile_id", value }, draft);
    if (profile !== undefined) found.set(profile.profileId, { profile, entries: entriesOf(profile, log) });
  }
  return [...found.values()];
}

/** With every name, also where the record lists none because there are too many. */
function wholeRecords(records: Map<IdentifierKey, IdentityRecord>, log: PartitionedLog) {
  const shared = new Set([...records].filter(([, record]) => record.shared).map(([key]) => key));
  if (shared.size === 0) return records;
  const names = namesIn(log.all(), shared);
  return new Map([...records].map(([key, record]) => [key, { ...record, namedBy: names.get(key) ?? record.namedBy }]));
}

function recordsOf(keys: Iterable<IdentifierKey>, { identity }: PartitionDraft): Map<IdentifierKey, IdentityRecord> {
  const records = new Map<IdentifierKey, IdentityRecord>();
  for (const key of keys) {
    const record = identity(key);
    if (record !== undefined) records.set(key, record);
  }
  return records;
}
