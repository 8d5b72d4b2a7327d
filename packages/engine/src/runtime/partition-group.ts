import { type IdentifierKey, type IdentityRecord, parseIdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import type {
  KinMembers,
  PartitionStanding,
  PartitionStore,
  PartitionWrites,
  Pointer,
} from "../ports/partition-store.ts";
import type { PeopleAnew } from "../ports/partitions.ts";
import { type FoldSettings, identifierKeysOf } from "../profile/fold-group.ts";
import { furtherIdentifierKeys } from "../profile/further-identifier-keys.ts";
import { isYounger, withoutNetworkDetails } from "../profile/network-details.ts";
import type { Rewrite } from "../profile/partitions/kin.ts";
import type { Letter, Task } from "../profile/partitions/letter.ts";
import { letterText } from "../profile/partitions/letter-text.ts";
import type { PartitionChange, PartitionedLog, PartitionView } from "../profile/partitions/partition-view.ts";
import { type Place, placeOf } from "../profile/partitions/place-of.ts";
import { addMembers, createKnownKin } from "./known-kin.ts";
import { untilLoaded } from "./lacking.ts";
import { createOrderLog } from "./order-log.ts";

/** A group of steps of one partition, each over what the steps before it changed, until all are committed as one. */
export interface PartitionGroup {
  /** Runs a step, as often as it lacks something of the store, and takes what it changes in. Null where the step changes nothing. */
  run(
    keys: readonly IdentifierKey[],
    step: (view: PartitionView, log: PartitionedLog) => PartitionChange | null,
  ): Promise<PartitionChange | null>;
  /** Loads what most steps about these read, all at once. */
  prepare(tasks: readonly Task[], settings: Pick<FoldSettings, "salt">): Promise<void>;
  standing(): PartitionStanding;
  /** Has the partition's tick passed this one. */
  pass(tick: number): void;
  /** Has the partition's standing say that it takes no tasks in, or that it does. */
  hold(isHeld: boolean): void;
  /** Network details have gone from these entries of the own log, and go from what is rewritten later, where it came in before this. */
  forgetDetails(rewritten: readonly LogEntry[], before: number): void;
  /** Writes these as they are. What is known of them here is not so any more. */
  replacePeople(people: PeopleAnew): void;
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

/** @param begin where the partition stands, all of it readable in the store */
export function createPartitionGroup(store: PartitionStore, begin: PartitionStanding): PartitionGroup {
  const { partition, partitions } = store;
  let writes = noWrites(begin);
  const kin = createKnownKin(store, () => writes.members);
  /** Null: it has not been asked for. */
  let nextQuarantineId: number | null = null;

  function viewFor(keys: readonly IdentifierKey[]): PartitionView {
    const { tick, received, sent } = writes.standing;
    return {
      partition,
      partitions,
      tick,
      ...kin.reads(keys),
      receivedFrom: (from) => received[from]!,
      sentTo: (to) => sent[to]!,
    };
  }

  /** Before a change is taken in: kin that become part of others go there member by member. */
  async function takeIn(change: PartitionChange): Promise<void> {
    const parts = await partsOf(change);
    for (const [place, to] of change.moved) setPointer(place, to === null ? null : { to });
    for (const born of change.gone.keys()) {
      writes.kin.set(born, null);
      writes.members.delete(born);
      kin.drop(born);
    }
    const begunNow = firstOffsetAt(change.tick, partition, partitions);
    for (const born of change.begun.values()) if (born === begunNow) kin.begin(born);
    for (const one of change.kin.values()) {
      kin.setKin(one);
      writes.kin.set(one.born, one);
    }
    if (change.arrived !== null) writePeople(change.arrived.cargo);
    if (change.wrote !== null) {
      writes.entries.push(...change.wrote.writes.entries);
      writePeople(change.wrote.writes);
    }
    for (const [born, more] of parts) join(born, more);
    for (const one of change.rewritten) rewrite(one);
    for (const letter of change.letters) send(letter);
    writes.standing = standingAfter(writes.standing, change);
  }

  /** What comes to which kin. */
  async function partsOf(change: PartitionChange): Promise<Array<[Offset, KinMembers]>> {
    const parts: Array<[Offset, KinMembers]> = [];
    for (const [born, into] of change.gone) if (into !== null) parts.push([into, await kin.loadMembers(born)]);
    for (const [key, born] of change.begun)
      parts.push([born, { places: new Map([[placeOf(key), null]]), seen: new Map() }]);
    if (change.arrived !== null) {
      const { cargo, into } = change.arrived;
      const unnamed = [...cargo.places].map((place) => [place, null] as const);
      const named = namesIn(cargo.identities, (place) => cargo.places.has(place));
      parts.push([into, { places: new Map([...unnamed, ...named]), seen: new Map(cargo.seen) }]);
    }
    if (change.wrote !== null) {
      const { kin: born, writes: theirs } = change.wrote;
      const begun = new Set([...change.begun.keys()].map(placeOf));
      const places = namesIn(theirs.identities, (place, namespace) => namespace !== "profile_id" || begun.has(place));
      parts.push([born, { places, seen: new Map(theirs.seen) }]);
    }
    return parts;
  }

  function join(born: Offset, more: KinMembers): void {
    for (const place of more.places.keys()) setPointer(place, { kin: born });
    kin.join(born, more);
    const added = writes.members.get(born) ?? { places: new Map(), seen: new Map() };
    addMembers(added, more);
    writes.members.set(born, added);
  }

  function send(letter: Letter): void {
    const { from, to, number, content } = letter;
    writes.letters.push({ from, to, number, text: letterText(letter) });
    // What others change from now on; when it comes back it is brought along.
    if (content.kind === "errand" && content.errand.cargo !== undefined) kin.forget(content.errand.cargo);
  }

  function rewrite({ entry, order }: Rewrite): void {
    kin.setOrder(entry.offset, order);
    // Who gave the order may have read the entry before its details went.
    const isOld = !isYounger(entry, writes.standing.detailsBefore ?? 0);
    const kept = (isOld ? withoutNetworkDetails(entry) : undefined) ?? entry;
    writes.rewritten.set(entry.offset, { entry: kept, order });
  }

  function writePeople({ identities, profiles }: ChangedPeople): void {
    for (const [key, record] of identities) {
      kin.setIdentity(key, record);
      writes.identities.set(key, record);
    }
    for (const [id, profile] of profiles) {
      kin.setProfile(id, profile);
      writes.profiles.set(id, profile);
    }
  }

  function setPointer(place: Place, pointer: Pointer | null): void {
    kin.setPointer(place, pointer);
    writes.pointers.set(place, pointer);
  }

  return {
    async run(keys, step) {
      await kin.loadNamed(keys);
      const log = createOrderLog(store, writes.standing.tick);
      const change = await untilLoaded(() => step(viewFor(keys), log));
      if (change !== null) await takeIn(change);
      return change;
    },
    async prepare(tasks, settings) {
      const inputs = tasks.flatMap((task) => (task.kind === "entry" ? [task.input] : []));
      const keys = inputs.flatMap(identifierKeysOf);
      const nextOffset = firstOffsetAt(writes.standing.tick + 1, partition, partitions);
      const furtherKeys = () => {
        const view = { nextOffset, ...kin.peopleOf(keys), seen: new Set<string>(), nextQuarantineId: 1 };
        return furtherIdentifierKeys(view, inputs, settings);
      };
      // Of whom nothing is known yet, most are nobody: the id that they would found is asked for in the same round.
      await kin.loadNamed([...keys, ...furtherKeys()]);
      await kin.loadKinOf(tasks);
      await kin.loadNamed(furtherKeys());
    },
    standing: () => writes.standing,
    pass(tick) {
      writes.standing = { ...writes.standing, tick };
    },
    hold(isHeld) {
      const { held: _, ...standing } = writes.standing;
      writes.standing = { ...standing, tick: standing.tick + 1, ...(isHeld ? { held: true } : {}) };
    },
    forgetDetails(rewritten, before) {
      for (const entry of rewritten) writes.rewritten.set(entry.offset, { entry, order: 0 });
      const tick = writes.standing.tick + 1;
      const detailsBefore = Math.max(before, writes.standing.detailsBefore ?? 0);
      writes.standing = { ...writes.standing, tick, rewrote: tick, detailsBefore };
    },
    replacePeople({ profiles, identities }) {
      for (const [id, profile] of profiles) writes.profiles.set(id, profile);
      for (const [key, record] of identities) writes.identities.set(key, record);
      writes.standing = { ...writes.standing, tick: writes.standing.tick + 1 };
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
    size: kin.size,
  };
}

interface ChangedPeople {
  identities: ReadonlyMap<IdentifierKey, IdentityRecord | null>;
  profiles: ReadonlyMap<string, Profile | null>;
}

/** Which identifier has which place, as far as there is a record of it: none is named that has been erased. */
function namesIn(
  identities: ReadonlyMap<IdentifierKey, IdentityRecord | null>,
  isMember: (place: Place, namespace: string) => boolean,
): Map<Place, IdentifierKey | null> {
  const names = new Map<Place, IdentifierKey | null>();
  for (const [key, record] of identities) {
    const place = placeOf(key);
    if (isMember(place, parseIdentifierKey(key).namespace)) names.set(place, record === null ? null : key);
  }
  return names;
}

function standingAfter(before: PartitionStanding, change: PartitionChange): PartitionStanding {
  const sent = [...before.sent];
  const orders = [...before.orders];
  for (const { to, number, content } of change.letters) {
    sent[to] = number;
    if (content.kind === "rewrite") orders.push({ to, number, order: content.order });
  }
  const { received } = change;
  return {
    ...before,
    tick: change.tick,
    received: received === undefined ? before.received : before.received.with(received.from, received.number),
    sent,
    orders,
    ...(change.rewritten.length === 0 ? {} : { rewrote: change.tick }),
  };
}

function noWrites(standing: PartitionStanding): PartitionWrites {
  const entries: LogEntry[] = [];
  const empty = {
    rewritten: new Map(),
    pointers: new Map(),
    kin: new Map(),
    members: new Map(),
    letters: [],
    quarantined: [],
    released: [],
  };
  return { standing, entries, profiles: new Map(), identities: new Map(), ...empty };
}
