import type { EventLog } from "@attune/engine/ports/event-log";
import type { KinHead, KinMembers, PartitionWrites, Pointer } from "@attune/engine/ports/partition-store";
import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { placeOf } from "@attune/engine/profile/partitions/place-of";
import { logPages } from "@attune/engine/runtime/log-pages";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { createKinOfLog, type FoundKin, type KinOfLog } from "./kin-of-log.ts";
import { seenOf } from "./migrate-log.ts";
import type { PartitionCommits } from "./partition-commits.ts";

interface Parts {
  log: Pick<EventLog, "head" | "read">;
  partitions: number;
  commits: Pick<PartitionCommits, "add">;
  /** Those of these identifiers of which there is a record. */
  withRecord(keys: readonly IdentifierKey[]): Promise<ReadonlySet<IdentifierKey>>;
  /** Epoch milliseconds. */
  now: number;
}

const atOnce = 1_000;

/** What belongs to one partition's next write set. */
type Changes = Pick<PartitionWrites, "pointers" | "kin" | "members">;

/**
 * Writes down who are kin, as the whole log tells, where nothing is kept of it: where they lie, who looks for them where, and under which message ids their entries came. Reads the log twice.
 * Brings them together where the protocol would have, one by one: kin that lie in one partition, each with pointers from the homes of their
 * identifiers.
 */
export async function settleKin(parts: Parts): Promise<void> {
  const { log, partitions } = parts;
  const kin = createKinOfLog(partitions);
  const upTo = await log.head();
  for await (const page of logPages(log, { after: 0, upTo, entriesAtOnce: atOnce })) kin.add(page);
  for (const some of chunksOf(kin.members())) await settlePlaces(some, parts);
  for await (const page of logPages(log, { after: 0, upTo, entriesAtOnce: atOnce }))
    await settleMessages(page, kin, parts);
}

async function settlePlaces(
  members: ReadonlyArray<{ key: IdentifierKey; kin: FoundKin }>,
  { partitions, withRecord, commits }: Parts,
): Promise<void> {
  const known = await withRecord(members.map(({ key }) => key));
  const changes = createChanges();
  for (const { key, kin } of members) {
    const place = placeOf(key);
    const home = homeOf(key, partitions);
    const here = changes.of(kin.partition);
    here.pointers.set(place, { kin: kin.born });
    if (home !== kin.partition) changes.of(home).pointers.set(place, { to: kin.partition });
    here.kin.set(kin.born, { size: kin.size, unsettled: new Map() });
    membersOf(here, kin.born).places.set(place, known.has(key) ? key : null);
  }
  await changes.commit(commits);
}

async function settleMessages(
  entries: readonly LogEntry[],
  kin: Pick<KinOfLog, "of">,
  { commits, now }: Parts,
): Promise<void> {
  const changes = createChanges();
  for (const entry of entries) {
    const theirs = kin.of(entry);
    if (theirs === undefined) continue;
    for (const [messageKey, until] of seenOf([entry], now))
      membersOf(changes.of(theirs.partition), theirs.born).seen.set(hashKey(messageKey), until);
  }
  await changes.commit(commits);
}

function createChanges() {
  const byPartition = new Map<number, Changes>();
  return {
    of(partition: number): Changes {
      const known = byPartition.get(partition);
      if (known !== undefined) return known;
      const fresh = {
        pointers: new Map<string, Pointer | null>(),
        kin: new Map<Offset, KinHead | null>(),
        members: new Map<Offset, KinMembers>(),
      };
      byPartition.set(partition, fresh);
      return fresh;
    },
    async commit(commits: Parts["commits"]): Promise<void> {
      await Promise.all([...byPartition].map(([partition, changes]) => commits.add(partition, changes)));
    },
  };
}

function membersOf({ members }: Changes, born: Offset): KinMembers {
  const known = members.get(born) ?? { places: new Map(), seen: new Map() };
  members.set(born, known);
  return known;
}

function* chunksOf<T>(all: Iterable<T>): Generator<T[]> {
  let some: T[] = [];
  for (const one of all) {
    some.push(one);
    if (some.length < atOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
