import type { EventLog } from "@attune/engine/ports/event-log";
import type { KinHead, KinMembers, PartitionWrites, Pointer } from "@attune/engine/ports/partition-store";
import { homeOf, homeOfPlace } from "@attune/engine/profile/partitions/home-of";
import type { Rewrite } from "@attune/engine/profile/partitions/kin";
import { type Place, placeOf } from "@attune/engine/profile/partitions/place-of";
import { logPages } from "@attune/engine/runtime/log-pages";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { createKinOfLog, type FoundKin, type KinOfLog } from "./kin-of-log.ts";
import type { LettersUnderWay } from "./letters-under-way.ts";
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
  /** Letters that are committed and that their receivers will take in. Default: none. */
  underway?: LettersUnderWay;
}

const atOnce = 1_000;

/** What belongs to one partition's next write set. */
type Changes = Pick<PartitionWrites, "pointers" | "kin" | "members">;

/**
 * Writes down who are kin, as the whole log tells, where nothing is kept of it: where they lie, who looks for them where, and under which message ids their entries came. Reads the log twice.
 * Brings them together where the protocol would have, one by one: kin that lie in one partition, each with pointers from the homes of their
 * identifiers. Kin that travel with a letter lie nowhere: pointers lead to where it takes them.
 */
export async function settleKin(parts: Parts): Promise<void> {
  const { log, partitions } = parts;
  const kin = createKinOfLog(partitions);
  const upTo = await log.head();
  for await (const page of logPages(log, { after: 0, upTo, entriesAtOnce: atOnce })) kin.add(page);
  const known = standingOf(kin, parts.underway);
  for (const some of chunksOf(kin.members())) await settlePlaces(some, known, parts);
  await settleUnnamed(known, parts);
  for (const some of chunksOf(parts.underway?.travelling ?? [])) await leadToTravelling(some, parts);
  for await (const page of logPages(log, { after: 0, upTo, entriesAtOnce: atOnce }))
    await settleMessages(page, kin, known, parts);
}

/** What letters say of kin beyond the log, by the offset that names the kin. */
interface KnownOfKin {
  travel: ReadonlySet<Offset>;
  leastSize: ReadonlyMap<Offset, number>;
  unsettled: ReadonlyMap<Offset, KinHead["unsettled"]>;
  /** Whom no entry names yet: kin begin with who is on the way to be named. */
  unnamed: ReadonlyMap<IdentifierKey, { born: Offset; size: number }>;
}

function standingOf(kin: KinOfLog, underway: LettersUnderWay | undefined): KnownOfKin {
  const travel = new Set<Offset>();
  const leastSize = new Map<Offset, number>();
  const unsettled = new Map<Offset, Map<Offset, Rewrite>>();
  const unnamed = new Map<IdentifierKey, { born: Offset; size: number }>();
  const known = { travel, leastSize, unsettled, unnamed };
  if (underway === undefined) return known;
  // What the log tells of as kin either travels whole or not at all: whoever it joined were together before they left.
  for (const { key, kin: theirs } of kin.members()) if (underway.travelling.has(placeOf(key))) travel.add(theirs.born);
  for (const { key, size } of underway.leastSizes) {
    const born = kin.with(key)?.born;
    if (born !== undefined) leastSize.set(born, Math.max(size, leastSize.get(born) ?? 0));
    else if (!underway.travelling.has(placeOf(key))) {
      const before = unnamed.get(key) ?? { born: nextName(), size };
      unnamed.set(key, { ...before, size: Math.max(size, before.size) });
    }
  }
  for (const { key, rewrites } of underway.unsettled) {
    const born = (kin.with(key) ?? rewrites.map(({ entry }) => kin.of(entry)).find((one) => one !== undefined))?.born;
    if (born === undefined) continue;
    const theirs = unsettled.get(born) ?? new Map<Offset, Rewrite>();
    unsettled.set(born, theirs);
    for (const rewrite of rewrites) theirs.set(rewrite.entry.offset, rewrite);
  }
  return known;

  /** No step has offsets of tick 0: no other kin have been born there but of letters that were on their way in a restoration before. */
  function nextName(): Offset {
    let name = unnamed.size + 1;
    const taken = new Set([...unnamed.values()].map(({ born }) => born));
    while (taken.has(name) || underway!.borns.has(name)) name += 1;
    return name;
  }
}

async function settlePlaces(
  members: ReadonlyArray<{ key: IdentifierKey; kin: FoundKin }>,
  { travel, leastSize, unsettled }: KnownOfKin,
  { partitions, withRecord, commits }: Parts,
): Promise<void> {
  const known = await withRecord(members.map(({ key }) => key));
  const changes = createChanges();
  for (const { key, kin } of members) {
    if (travel.has(kin.born)) continue;
    const place = placeOf(key);
    const home = homeOf(key, partitions);
    const here = changes.of(kin.partition);
    here.pointers.set(place, { kin: kin.born });
    if (home !== kin.partition) changes.of(home).pointers.set(place, { to: kin.partition });
    const size = Math.max(kin.size, leastSize.get(kin.born) ?? 0);
    here.kin.set(kin.born, { size, unsettled: unsettled.get(kin.born) ?? new Map() });
    membersOf(here, kin.born).places.set(place, known.has(key) ? key : null);
  }
  await changes.commit(commits);
}

/** Each at its home. */
async function settleUnnamed({ unnamed }: KnownOfKin, { partitions, commits }: Parts): Promise<void> {
  const changes = createChanges();
  for (const [key, { born, size }] of unnamed) {
    const here = changes.of(homeOf(key, partitions));
    here.pointers.set(placeOf(key), { kin: born });
    here.kin.set(born, { size, unsettled: new Map() });
    membersOf(here, born).places.set(placeOf(key), null);
  }
  await changes.commit(commits);
}

/** From the home of each to where it left, and from there to where it goes. */
async function leadToTravelling(
  some: ReadonlyArray<readonly [Place, { from: number; to: number }]>,
  { partitions, commits }: Parts,
): Promise<void> {
  const changes = createChanges();
  for (const [place, { from, to }] of some) {
    const home = homeOfPlace(place, partitions);
    if (home !== from) changes.of(home).pointers.set(place, { to: from });
    changes.of(from).pointers.set(place, { to });
  }
  await changes.commit(commits);
}

async function settleMessages(
  entries: readonly LogEntry[],
  kin: Pick<KinOfLog, "of">,
  { travel }: KnownOfKin,
  { commits, now }: Parts,
): Promise<void> {
  const changes = createChanges();
  for (const entry of entries) {
    const theirs = kin.of(entry);
    if (theirs === undefined || travel.has(theirs.born)) continue;
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
