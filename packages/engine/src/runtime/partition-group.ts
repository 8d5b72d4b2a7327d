import { type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import type { LiveView } from "@attune/model/write-set";
import type {
  KinMembers,
  PartitionStanding,
  PartitionStore,
  PartitionWrites,
  Pointer,
} from "../ports/partition-store.ts";
import { type FoldSettings, identifierKeysOf, messageKeyOf } from "../profile/fold-group.ts";
import { furtherIdentifierKeys } from "../profile/further-identifier-keys.ts";
import type { Kin, KinContents } from "../profile/partitions/kin.ts";
import type { Task } from "../profile/partitions/letter.ts";
import { letterText } from "../profile/partitions/letter-text.ts";
import type { PartitionChange, PartitionView } from "../profile/partitions/partition-view.ts";
import { idsOf } from "../profile/profile-with-log.ts";

/** A group of steps of one partition, each over what the steps before it changed, until all are committed as one. */
export interface PartitionGroup {
  /** Runs a step, as often as it lacks something of the store, and takes what it changes in. Null where the step changes nothing. */
  run(
    keys: readonly IdentifierKey[],
    step: (view: PartitionView) => PartitionChange | null,
  ): Promise<PartitionChange | null>;
  /** Loads what most steps about these read, all at once. */
  prepare(tasks: readonly Task[], settings: Pick<FoldSettings, "salt">): Promise<void>;
  standing(): PartitionStanding;
  /** Has the partition's tick passed this one. */
  pass(tick: number): void;
  /** Takes events into the quarantine, and others out of it. Resolves with the ids of the former. */
  setAside(events: readonly NotYetAside[], released: readonly number[]): Promise<number[]>;
  /** What has changed since the group began. */
  writes(): PartitionWrites;
  /** It is committed; the next group begins, knowing what this one knew. */
  next(): void;
  /** How many people and identifiers it knows. */
  size(): number;
}

export type NotYetAside = Omit<QuarantinedEvent, "quarantineId">;

/** A step reads at once, and the store takes time: what is not in memory yet is loaded, and the step, which is pure, runs anew. */
class Lacking extends Error {
  readonly load: () => Promise<void>;

  constructor(load: () => Promise<void>) {
    super("a step reads what is not loaded yet");
    this.name = "Lacking";
    this.load = load;
  }
}

/** @param begin where the partition stands, all of it readable in the store */
export function createPartitionGroup(store: PartitionStore, begin: PartitionStanding): PartitionGroup {
  const { partition, partitions } = store;
  const pointers = new Map<IdentifierKey, Pointer | null>();
  const sizes = new Map<Offset, number>();
  const members = new Map<Offset, KinMembers>();
  const identities = new Map<IdentifierKey, IdentityRecord | null>();
  const profiles = new Map<string, Profile | null>();
  /** By kin and message key. */
  const seen = new Map<string, boolean>();
  let writes = noWrites(begin);
  /** Null: it has not been asked for. */
  let nextQuarantineId: number | null = null;

  function known<K, V>(map: ReadonlyMap<K, V>, key: K, load: () => Promise<void>): V {
    const value = map.get(key);
    if (value === undefined) throw new Lacking(load);
    return value;
  }

  /** What steps have changed since they were asked for stays. */
  async function loadNamed(keys: readonly IdentifierKey[]): Promise<void> {
    for (const [key, { pointer, identity }] of await store.named(keys)) {
      if (!pointers.has(key)) pointers.set(key, pointer);
      if (!identities.has(key)) identities.set(key, identity);
    }
  }
  async function loadProfiles(ids: readonly string[]): Promise<void> {
    const found = await store.profiles(ids);
    for (const id of ids) profiles.set(id, found.get(id) ?? null);
  }
  async function loadKin(asked: ReadonlyMap<Offset, readonly string[]>): Promise<void> {
    for (const [born, found] of await store.kin(asked)) {
      if (!sizes.has(born)) sizes.set(born, found.size);
      const isNew = writes.members.get(born)?.seen;
      for (const messageKey of asked.get(born)!)
        seen.set(seenName(born, messageKey), found.seen.has(messageKey) || (isNew?.has(messageKey) ?? false));
    }
  }
  async function loadMembers(born: Offset): Promise<void> {
    // What this group has added is not in the store yet.
    const { keys, seen: messages } = await store.members(born);
    const added = writes.members.get(born);
    members.set(born, {
      keys: new Set([...keys, ...(added?.keys ?? [])]),
      seen: new Map([...messages, ...(added?.seen ?? [])]),
    });
  }

  const pointerOf = (key: IdentifierKey) => known(pointers, key, () => loadNamed([key]));
  const identityOf = (key: IdentifierKey) => known(identities, key, () => loadNamed([key]));
  const profileOf = (id: string) => known(profiles, id, () => loadProfiles([id]));
  const membersOf = (born: Offset) => known(members, born, () => loadMembers(born));
  const kinNamed = (born: Offset): Kin => ({
    born,
    size: known(sizes, born, () => loadKin(new Map([[born, []]]))),
    unsettled: new Map(),
  });

  function contentsOf(born: Offset): KinContents {
    const { keys, seen: messages } = membersOf(born);
    requireAll(keys, identities, loadNamed);
    const owners = new Set([...keys].flatMap((key) => identities.get(key)?.profileId ?? []));
    requireAll(owners, profiles, loadProfiles);
    const standing = [...owners].flatMap((id) => profiles.get(id) ?? []);
    const idKeys = standing.flatMap(idsOf).map((value) => identifierKey({ namespace: "profile_id", value }));
    requireAll(idKeys, identities, loadNamed);
    const records = [...keys, ...idKeys].flatMap((key) => {
      const record = identities.get(key);
      return record == null ? [] : [[key, record] as const];
    });
    const people = standing.map((profile) => [profile.profileId, profile] as const);
    return { keys, identities: new Map(records), profiles: new Map(people), seen: messages };
  }

  function viewFor(keys: readonly IdentifierKey[]): PartitionView {
    const { standing } = writes;
    const kinOf = (key: IdentifierKey) => {
      const pointer = pointerOf(key);
      return pointer !== null && "kin" in pointer ? kinNamed(pointer.kin) : undefined;
    };
    return {
      partition,
      partitions,
      tick: standing.tick,
      kinOf,
      contentsOf,
      identity: (key) => identityOf(key) ?? undefined,
      profile: (id) => profileOf(id) ?? undefined,
      isSeen: (messageKey) => keys.some((key) => isSeenBy(kinOf(key)?.born, messageKey)),
      movedTo: (key) => {
        const pointer = pointerOf(key);
        return pointer !== null && "to" in pointer ? pointer.to : undefined;
      },
      receivedFrom: (from) => standing.received[from]!,
      sentTo: (to) => standing.sent[to]!,
      orderOf: () => undefined,
    };
  }

  function isSeenBy(born: Offset | undefined, messageKey: string): boolean {
    if (born === undefined) return false;
    const all = members.get(born);
    if (all !== undefined) return all.seen.has(messageKey);
    return known(seen, seenName(born, messageKey), () => loadKin(new Map([[born, [messageKey]]])));
  }

  /** Of the kin that lie here, of everything that these tasks name. */
  async function loadKinOf(tasks: readonly Task[]): Promise<void> {
    const asked = new Map<Offset, Set<string>>();
    for (const task of tasks) {
      if (task.kind !== "entry") continue;
      for (const born of new Set(identifierKeysOf(task.input).flatMap(kinHere))) {
        const messages = asked.get(born) ?? new Set();
        const messageKey = messageKeyOf(task.input);
        if (messageKey !== undefined && !members.has(born) && !seen.has(seenName(born, messageKey)))
          messages.add(messageKey);
        if (messages.size > 0 || !sizes.has(born)) asked.set(born, messages);
      }
    }
    if (asked.size > 0) await loadKin(new Map([...asked].map(([born, messages]) => [born, [...messages]])));
  }

  function kinHere(key: IdentifierKey): Offset[] {
    const pointer = pointers.get(key);
    return pointer != null && "kin" in pointer ? [pointer.kin] : [];
  }

  /** What is known by now of the people behind these identifiers. */
  function knownOf(keys: readonly IdentifierKey[]): LiveView {
    const named = keys.flatMap((key) => {
      const record = identities.get(key);
      return record == null ? [] : [[key, record] as const];
    });
    const people = named.flatMap(([, { profileId }]) => {
      const profile = profiles.get(profileId);
      return profile == null ? [] : [[profileId, profile] as const];
    });
    const { tick } = writes.standing;
    const nextOffset = firstOffsetAt(tick + 1, partition, partitions);
    return { nextOffset, identities: new Map(named), profiles: new Map(people), seen: new Set(), nextQuarantineId: 1 };
  }

  /** Before a change is taken in: kin that become part of others go there member by member. */
  async function takeIn(change: PartitionChange): Promise<void> {
    for (const [born, into] of change.gone) if (into !== null && !members.has(born)) await loadMembers(born);
    for (const [key, to] of change.moved) setPointer(key, to === null ? null : { to });
    const parts = new Map<Offset, KinMembers[]>();
    for (const [born, into] of change.gone) {
      if (into !== null) addTo(parts, into, members.get(born)!);
      writes.sizes.set(born, null);
      writes.members.delete(born);
      members.delete(born);
      sizes.delete(born);
    }
    const begunNow = firstOffsetAt(change.tick, partition, partitions);
    for (const [key, born] of change.begun) {
      addTo(parts, born, { keys: new Set([key]), seen: new Map() });
      // Of kin that begin with this step the store has nothing.
      if (born === begunNow && !members.has(born)) members.set(born, { keys: new Set(), seen: new Map() });
    }
    if (change.arrived !== null) {
      const { cargo, into } = change.arrived;
      addTo(parts, into, { keys: new Set(cargo.keys), seen: new Map(cargo.seen) });
      for (const [key, record] of cargo.identities) setIdentity(key, record);
      for (const [id, profile] of cargo.profiles) setProfile(id, profile);
    }
    for (const [born, { size }] of change.kin) {
      sizes.set(born, size);
      writes.sizes.set(born, size);
    }
    if (change.wrote !== null) {
      const { kin, writes: theirs } = change.wrote;
      writes.entries.push(...theirs.entries);
      for (const [key, record] of theirs.identities) setIdentity(key, record);
      for (const [id, profile] of theirs.profiles) setProfile(id, profile);
      addTo(parts, kin, { keys: new Set(), seen: new Map(theirs.seen) });
    }
    for (const [born, more] of parts) for (const one of more) join(born, one);
    for (const letter of change.letters) {
      const { from, to, number } = letter;
      writes.letters.push({ from, to, number, text: letterText(letter) });
    }
    for (const { content } of change.letters)
      if (content.kind === "errand" && content.errand.cargo !== undefined) forget(content.errand.cargo);
    writes.standing = standingAfter(writes.standing, change);
  }

  /** What others change from now on; when it comes back it is brought along. */
  function forget(cargo: KinContents): void {
    for (const key of cargo.identities.keys()) identities.delete(key);
    for (const id of cargo.profiles.keys()) profiles.delete(id);
  }

  function join(born: Offset, more: KinMembers): void {
    for (const key of more.keys) setPointer(key, { kin: born });
    for (const messageKey of more.seen.keys()) seen.set(seenName(born, messageKey), true);
    const standing = members.get(born);
    if (standing !== undefined) addMembers(standing, more);
    const added = writes.members.get(born) ?? { keys: new Set(), seen: new Map() };
    addMembers(added, more);
    writes.members.set(born, added);
  }

  function setPointer(key: IdentifierKey, pointer: Pointer | null): void {
    pointers.set(key, pointer);
    writes.pointers.set(key, pointer);
  }
  function setIdentity(key: IdentifierKey, record: IdentityRecord | null): void {
    identities.set(key, record);
    writes.identities.set(key, record);
  }
  function setProfile(id: string, profile: Profile | null): void {
    profiles.set(id, profile);
    writes.profiles.set(id, profile);
  }

  return {
    async run(keys, step) {
      await loadAll(keys, pointers, loadNamed);
      for (;;) {
        try {
          const change = step(viewFor(keys));
          if (change !== null) await takeIn(change);
          return change;
        } catch (error) {
          if (!(error instanceof Lacking)) throw error;
          await error.load();
        }
      }
    },
    async prepare(tasks, settings) {
      const keys = tasks.flatMap((task) => (task.kind === "entry" ? identifierKeysOf(task.input) : []));
      await loadAll(keys, pointers, loadNamed);
      const owners = keys.flatMap((key) => (kinHere(key).length > 0 ? (identities.get(key)?.profileId ?? []) : []));
      await Promise.all([loadKinOf(tasks), loadAll(owners, profiles, loadProfiles)]);
      const inputs = tasks.flatMap((task) => (task.kind === "entry" ? [task.input] : []));
      await loadAll(furtherIdentifierKeys(knownOf(keys), inputs, settings), identities, loadNamed);
    },
    standing: () => writes.standing,
    pass(tick) {
      writes.standing = { ...writes.standing, tick };
    },
    async setAside(events, released) {
      nextQuarantineId ??= await store.nextQuarantineId();
      const first = nextQuarantineId;
      nextQuarantineId += events.length;
      writes.quarantined.push(...events.map((event, index) => ({ ...event, quarantineId: first + index })));
      writes.released.push(...released);
      // What has no entry has a tick all the same, or nobody would see that there is something to write.
      writes.standing = { ...writes.standing, tick: writes.standing.tick + 1 };
      return events.map((_, index) => first + index);
    },
    writes: () => writes,
    next() {
      writes = noWrites(writes.standing);
    },
    size: () => pointers.size + profiles.size + seen.size + members.size,
  };
}

async function loadAll<K>(
  asked: readonly K[],
  loaded: ReadonlyMap<K, unknown>,
  load: (keys: readonly K[]) => Promise<void>,
): Promise<void> {
  const missing = new Set(asked.filter((key) => !loaded.has(key)));
  if (missing.size > 0) await load([...missing]);
}

/** Throws where some are not loaded, so that they are, all at once. */
function requireAll<K>(
  keys: Iterable<K>,
  loaded: ReadonlyMap<K, unknown>,
  load: (keys: readonly K[]) => Promise<void>,
): void {
  const missing = [...keys].filter((key) => !loaded.has(key));
  if (missing.length > 0) throw new Lacking(() => load(missing));
}

function addMembers(to: KinMembers, more: KinMembers): void {
  for (const key of more.keys) to.keys.add(key);
  for (const [messageKey, until] of more.seen) to.seen.set(messageKey, until);
}

function addTo(parts: Map<Offset, KinMembers[]>, born: Offset, more: KinMembers): void {
  parts.set(born, [...(parts.get(born) ?? []), more]);
}

const seenName = (born: Offset, messageKey: string) => `${born} ${messageKey}`;

function standingAfter(before: PartitionStanding, change: PartitionChange): PartitionStanding {
  const sent = [...before.sent];
  for (const { to, number } of change.letters) sent[to] = number;
  const { received } = change;
  return {
    tick: change.tick,
    received: received === undefined ? before.received : before.received.with(received.from, received.number),
    sent,
  };
}

function noWrites(standing: PartitionStanding): PartitionWrites {
  const entries: LogEntry[] = [];
  const empty = {
    pointers: new Map(),
    sizes: new Map(),
    members: new Map(),
    letters: [],
    quarantined: [],
    released: [],
  };
  return { standing, entries, profiles: new Map(), identities: new Map(), ...empty };
}
