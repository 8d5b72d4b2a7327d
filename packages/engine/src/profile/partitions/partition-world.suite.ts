import type { LogEntry, Offset } from "@attune/model/log-entry";
import { namesIn } from "../named-by.ts";
import { isOwned } from "../owned-entry.ts";
import { settings } from "../profile-world.suite.ts";
import { type Cargo, joinContents, type KinContents } from "./kin.ts";
import type { EntryTask, Letter, OrderTask } from "./letter.ts";
import type { CarriedOut, PartitionChange, PartitionedLog, PartitionView } from "./partition-view.ts";
import { type Place, placeOf } from "./place-of.ts";
import { handIn, takeIn } from "./run-step.ts";

/** What a partition has committed, or has committed and changed since. Never changed in place. */
export interface PartitionState {
  partition: number;
  partitions: number;
  tick: number;
  kin: ReadonlyMap<Offset, Cargo>;
  moved: ReadonlyMap<Place, number>;
  received: readonly number[];
  sent: readonly number[];
  entries: ReadonlyMap<Offset, LogEntry>;
  orders: ReadonlyMap<Offset, Offset>;
  /** Letters that are not known to have been taken in. */
  letters: readonly Letter[];
  carriedOut: readonly CarriedOut[];
}

/** A partition and its writer: what is committed, and the group that the writer is at. A crash leaves what is committed. */
export interface Member {
  committed: PartitionState;
  working: PartitionState;
}

export type World = readonly Member[];

export function createWorld(partitions: number): World {
  return Array.from({ length: partitions }, (_, partition) => {
    const none = new Array<number>(partitions).fill(0);
    const committed: PartitionState = {
      ...{ partition, partitions, tick: 0, received: none, sent: none, letters: [], carriedOut: [] },
      ...{ kin: new Map(), moved: new Map(), entries: new Map(), orders: new Map() },
    };
    return { committed, working: committed };
  });
}

export function submitAt(world: World, partition: number, task: EntryTask | OrderTask): World {
  const state = world[partition]!.working;
  return worked(world, partition, handIn(task, viewOf(state), settings, logsFor(world, partition)));
}

/** Null where the letter changes nothing: it was taken in before, or comes before its turn. */
export function deliver(world: World, letter: Letter): World | null {
  const change = takeIn(letter, viewOf(world[letter.to]!.working), settings, logsFor(world, letter.to));
  return change && worked(world, letter.to, change);
}

export function commit(world: World, partition: number): World {
  const { working } = world[partition]!;
  const received = (letter: Letter) => letter.number <= working.received[letter.from]!;
  const forgetful = world.map((member) => {
    const committed = forgetLetters(member.committed, partition, received);
    const isIdle = member.working === member.committed;
    return { committed, working: isIdle ? committed : forgetLetters(member.working, partition, received) };
  });
  const committed = forgetful[partition]!.working;
  return forgetful.with(partition, { committed, working: committed });
}

export function crash(world: World, partition: number): World {
  const { committed } = world[partition]!;
  return world.with(partition, { committed, working: committed });
}

/** What others may take in: letters of committed steps. */
export function lettersOf(world: World): Letter[] {
  return world.flatMap(({ committed }) => committed.letters);
}

/** The next letter for each pair of partitions. */
export function nextLetters(world: World): Letter[] {
  return lettersOf(world).filter((letter) => letter.number === world[letter.to]!.working.received[letter.from]! + 1);
}

export function carriedOutIn(world: World): CarriedOut[] {
  return world.flatMap(({ committed }) => committed.carriedOut);
}

function worked(world: World, partition: number, change: PartitionChange): World {
  const { committed, working } = world[partition]!;
  return world.with(partition, { committed, working: afterChange(working, change) });
}

function afterChange(state: PartitionState, change: PartitionChange): PartitionState {
  const { received } = change;
  const entries = new Map(state.entries);
  const orders = new Map(state.orders);
  for (const entry of change.wrote?.writes.entries ?? []) entries.set(entry.offset, entry);
  for (const { entry, order } of change.rewritten) {
    if (!entries.has(entry.offset)) throw new Error(`partition ${state.partition} has no entry ${entry.offset}`);
    entries.set(entry.offset, entry);
    orders.set(entry.offset, order);
  }
  const sent = [...state.sent];
  for (const letter of change.letters) sent[letter.to] = letter.number;
  return {
    ...state,
    tick: change.tick,
    kin: kinAfter(state.kin, change),
    moved: changed(state.moved, change.moved),
    received: received === undefined ? state.received : state.received.with(received.from, received.number),
    sent,
    entries,
    orders,
    letters: [...state.letters, ...change.letters],
    carriedOut: [...state.carriedOut, ...change.carriedOut],
  };
}

function kinAfter(
  before: PartitionState["kin"],
  { kin, gone, begun, arrived, wrote }: PartitionChange,
): Map<Offset, Cargo> {
  const after = new Map(before);
  for (const born of gone.keys()) after.delete(born);
  for (const [born, one] of kin) {
    const parts: KinContents[] = [...before.values()].filter(
      (part) => part.kin.born === born || gone.get(part.kin.born) === born,
    );
    if (arrived?.into === born) parts.push(arrived.cargo);
    const fresh = [...begun].filter(([, into]) => into === born).map(([key]) => placeOf(key));
    const { places, identities, profiles, seen } = joinContents(parts);
    const writes = wrote?.kin === born ? wrote.writes : undefined;
    after.set(born, {
      kin: one,
      places: new Set([...places, ...fresh]),
      identities: changed(identities, writes?.identities ?? new Map()),
      profiles: changed(profiles, writes?.profiles ?? new Map()),
      seen: changed(seen, writes?.seen ?? new Map()),
    });
    if (after.get(born)!.places.size !== one.size) throw new Error(`kin ${born} are not ${one.size}`);
  }
  return after;
}

function changed<K, V>(before: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | null>): Map<K, V> {
  const after = new Map(before);
  for (const [key, value] of changes) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  return after;
}

function forgetLetters(state: PartitionState, to: number, received: (letter: Letter) => boolean): PartitionState {
  const letters = state.letters.filter((letter) => letter.to !== to || !received(letter));
  return letters.length === state.letters.length ? state : { ...state, letters };
}

function viewOf(state: PartitionState): PartitionView {
  const { partition, partitions, tick, kin, moved, received, sent, orders } = state;
  const all = [...kin.values()];
  return {
    partition,
    partitions,
    tick,
    kinOf: (key) => all.find(({ places }) => places.has(placeOf(key)))?.kin,
    contentsOf: (born) => kin.get(born)!,
    identity: (key) => all.find(({ identities }) => identities.has(key))?.identities.get(key),
    profile: (id) => all.find(({ profiles }) => profiles.has(id))?.profiles.get(id),
    isSeen: (messageKey) => all.some(({ seen }) => seen.has(messageKey)),
    movedTo: (place) => moved.get(place),
    receivedFrom: (from) => received[from]!,
    sentTo: (to) => sent[to]!,
    orderOf: (offset) => orders.get(offset),
  };
}

/** As the writer of a partition reads them: its own with what it has changed, the others' as committed. */
function logsFor(world: World, partition: number): PartitionedLog {
  return logOf(world.map(({ committed, working }, index) => (index === partition ? working : committed).entries));
}

/** All entries of all partitions, in the order of their offsets. */
export function mergedLog(world: World): LogEntry[] {
  return inOrder(world.map(({ committed }) => committed.entries));
}

function inOrder(logs: ReadonlyArray<ReadonlyMap<Offset, LogEntry>>): LogEntry[] {
  return logs.flatMap((log) => [...log.values()]).sort((a, b) => a.offset - b.offset);
}

function logOf(logs: ReadonlyArray<ReadonlyMap<Offset, LogEntry>>): PartitionedLog {
  const all = () => inOrder(logs);
  return {
    ownedBy: (ids) => all().filter((entry) => isOwned(entry) && ids.has(entry.profileId)),
    at: (offsets) => [...offsets].flatMap((offset) => logs.flatMap((log) => log.get(offset) ?? [])),
    names: (keys, except) =>
      namesIn(
        all().filter(({ offset }) => !except.has(offset)),
        keys,
      ),
  };
}
