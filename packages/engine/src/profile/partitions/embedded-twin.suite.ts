import { type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { partitionOfOffset } from "@attune/model/tick-offsets";
import type { WriteSet } from "@attune/model/write-set";
import { expect } from "vitest";
import { anonymise } from "../anonymise.ts";
import { erase, erasureReaches } from "../erase.ts";
import { beginFold } from "../fold-group.ts";
import { foldReplay } from "../fold-replay.ts";
import { keysNamedBy } from "../keys-named-by.ts";
import { namesIn } from "../named-by.ts";
import { isOwned } from "../owned-entry.ts";
import { idsOf, type ProfileWithLog } from "../profile-with-log.ts";
import { settings } from "../profile-world.suite.ts";
import { unmerge } from "../unmerge.ts";
import { unmergeReaches } from "../unmerge-order.ts";
import type { EntryTask, EraseTask, OrderTask, UnmergeTask } from "./letter.ts";
import type { TaskResult } from "./partition-view.ts";
import { carriedOutIn, mergedLog, type World } from "./partition-world.suite.ts";
import type { Place } from "./place-of.ts";

/** One log, one writer and no partitions: everything in plain maps, read whole. Offsets are given. */
interface Twin {
  entries: Map<Offset, LogEntry>;
  profiles: Map<string, Profile>;
  identities: Map<IdentifierKey, IdentityRecord>;
  carryOut(task: EntryTask | OrderTask, offset: Offset): TaskResult;
}

function createTwin(): Twin {
  const entries = new Map<Offset, LogEntry>();
  const profiles = new Map<string, Profile>();
  const identities = new Map<IdentifierKey, IdentityRecord>();
  const seen = new Set<string>();

  function apply(writes: WriteSet): void {
    for (const entry of [...writes.entries, ...writes.rewritten]) entries.set(entry.offset, entry);
    for (const [id, profile] of writes.profiles) profile === null ? profiles.delete(id) : profiles.set(id, profile);
    for (const [key, record] of writes.identities)
      record === null ? identities.delete(key) : identities.set(key, record);
    for (const key of writes.seen.keys()) seen.add(key);
  }

  function find(key: IdentifierKey): Profile | undefined {
    return profiles.get(identities.get(key)?.profileId ?? "");
  }

  function entriesOf(profile: Profile): LogEntry[] {
    const ids = new Set(idsOf(profile));
    const orders = new Set([...profile.merges, ...profile.separations].map(({ offset }) => offset));
    const all = [...entries.values()].sort((a, b) => a.offset - b.offset);
    return all.filter((entry) => (isOwned(entry) ? ids.has(entry.profileId) : orders.has(entry.offset)));
  }

  function takeApart({ split, at, by }: UnmergeTask, nextOffset: Offset): TaskResult {
    const profile = find(identifierKey(split[0]!));
    if (profile === undefined) return { kind: "impossible", code: "not-found", message: "nobody has the identifier" };
    const whole = wholeIdentities();
    const others = peopleOf(unmergeReaches(profile, whole));
    const order = { profile, entries: entriesOf(profile), split, others, identities: whole, nextOffset, at, by };
    try {
      const { writes, restored } = unmerge(order, settings);
      apply(writes);
      return { kind: "unmerged", restored, offset: nextOffset };
    } catch (error) {
      return { kind: "impossible", code: "bad-request", message: (error as Error).message };
    }
  }

  function forget({ profileId, at, by, heir }: EraseTask, nextOffset: Offset): TaskResult {
    const profile = profiles.get(profileId);
    if (profile === undefined) return { kind: "impossible", code: "not-found", message: "nobody has the identifier" };
    const theirs = entriesOf(profile);
    const named = keysNamedBy(theirs);
    const whole = new Map([...wholeIdentities()].filter(([key]) => named.has(key)));
    const others = peopleOf(erasureReaches(profile, whole));
    const order = { profile, entries: theirs, identities: whole, others, nextOffset, at, by };
    const { timeZone } = settings;
    const { writes, profileIds } = heir === undefined ? erase(order, timeZone) : anonymise(order, heir, timeZone);
    apply(writes);
    return { kind: "erased", profileIds, entries: theirs.length, offset: nextOffset };
  }

  function wholeIdentities(): Map<IdentifierKey, IdentityRecord> {
    const names = namesIn([...entries.values()], new Set(identities.keys()));
    return new Map(
      [...identities].map(([key, record]) => [key, record.shared ? { ...record, namedBy: names.get(key)! } : record]),
    );
  }

  function peopleOf(ids: ReadonlySet<string>): ProfileWithLog[] {
    const found = new Map<string, Profile>();
    for (const id of ids) {
      const other = profiles.get(id) ?? find(`profile_id:${id}`);
      if (other !== undefined) found.set(other.profileId, other);
    }
    return [...found.values()].map((profile) => ({ profile, entries: entriesOf(profile) }));
  }

  return {
    entries,
    profiles,
    identities,
    carryOut(task, nextOffset) {
      if (task.kind === "unmerge") return takeApart(task, nextOffset);
      if (task.kind === "erase") return forget(task, nextOffset);
      const fold = beginFold({ nextOffset, identities, profiles, seen, nextQuarantineId: 1 }, settings);
      const result = fold.take(task.input);
      apply(fold.finish());
      return result;
    },
  };
}

/** When nothing is on its way any more: the tasks that were carried out, one after the other by offset and with no partitions, make the same. */
export function expectEmbedded(world: World): void {
  const twin = createTwin();
  const done = carriedOutIn(world)
    .filter(({ task }) => task.kind !== "settled")
    .sort((a, b) => a.offset - b.offset);
  for (const { task, offset, result } of done)
    expect(twin.carryOut(task as EntryTask | OrderTask, offset)).toEqual(result);
  const kin = world.flatMap(({ committed }) => [...committed.kin.values()]);
  expect(new Map(mergedLog(world).map((entry) => [entry.offset, entry]))).toEqual(sortedByKey(twin.entries));
  expect(new Map(kin.flatMap(({ profiles }) => [...profiles]))).toEqual(twin.profiles);
  expect(new Map(kin.flatMap(({ identities }) => [...identities]))).toEqual(twin.identities);
}

function sortedByKey(entries: ReadonlyMap<Offset, LogEntry>): Map<Offset, LogEntry> {
  return new Map([...entries].sort(([a], [b]) => a - b));
}

/** The merged log, replayed as embedded, makes the people that stand. */
export function expectReplayable(world: World): void {
  const view = {
    nextOffset: 1,
    identities: new Map(),
    profiles: new Map(),
    seen: new Set<string>(),
    nextQuarantineId: 1,
  };
  const { profiles, identities } = foldReplay(view, mergedLog(world), settings);
  const kin = world.flatMap(({ committed }) => [...committed.kin.values()]);
  const standing = new Map([...profiles].filter(([, profile]) => profile !== null));
  expect(standing).toEqual(new Map(kin.flatMap((one) => [...one.profiles])));
  expect(identities).toEqual(new Map(kin.flatMap((one) => [...one.identities])));
}

/** What holds at every moment. */
export function expectSound(world: World): void {
  const found = new Map<Place, number>();
  const meet = (places: Iterable<Place>) => {
    for (const place of places) found.set(place, (found.get(place) ?? 0) + 1);
  };
  for (const { committed } of world) {
    for (const kin of committed.kin.values()) {
      meet(kin.places);
      for (const profile of kin.profiles.values())
        if (profile.identities.filter(({ namespace }) => namespace === "user_id").length > 1)
          throw new Error(`profile ${profile.profileId} has two user ids`);
    }
    for (const { content, to, from, number } of committed.letters)
      if (content.kind === "errand" && world[to]!.committed.received[from]! < number)
        meet(content.errand.cargo?.places ?? []);
    for (const offset of committed.entries.keys())
      if (partitionOfOffset(offset, world.length) !== committed.partition)
        throw new Error(`entry ${offset} lies elsewhere`);
  }
  for (const [place, count] of found) if (count !== 1) throw new Error(`${place} is in ${count} places`);
}
