import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import { identifierKeysOf } from "@attune/engine/profile/fold-group";
import { expectEmbedded, expectReplayable, expectSound } from "@attune/engine/profile/partitions/embedded-twin.suite";
import type { Cargo } from "@attune/engine/profile/partitions/kin";
import type { EntryTask, EraseTask, Task, UnmergeTask } from "@attune/engine/profile/partitions/letter";
import { letterText } from "@attune/engine/profile/partitions/letter-text";
import {
  carriedOutIn,
  commit,
  crash,
  createWorld,
  deliver,
  lettersOf,
  mergedLog,
  nextLetters,
  type PartitionState,
  submitAt,
  type World,
} from "@attune/engine/profile/partitions/partition-world.suite";
import { placeOf } from "@attune/engine/profile/partitions/place-of";
import { profileIdOf } from "@attune/engine/profile/profile-id";
import { idsOf } from "@attune/engine/profile/profile-with-log";
import { anyInput, identifier, settings } from "@attune/engine/profile/profile-world.suite";
import { createRng } from "@attune/math/rng";
import { hashKey } from "@attune/model/hash-key";
import { type Identifier, type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { KinChanges } from "@attune/store/cluster/restored-values";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restoreFromLogs } from "./restore-from-logs.ts";

type Order = EntryTask | UnmergeTask | EraseTask;

const anyEntry = anyInput.map((input) => ({ kind: "entry", input }) as EntryTask);
const anyKey = fc.constantFrom("user_id:u1", "user_id:u2", "email:one@example.com", "anonymous_id:browser-1");
const anyTime = fc.integer({ min: 1_700_000_000_000, max: 1_720_000_000_000 });
const anyUnmerge = fc
  .record({ key: anyKey, at: anyTime })
  .map(({ key, at }): UnmergeTask => ({ kind: "unmerge", split: [identifier(key)], at, by: "tester" }));
const anyErase = fc.record({ key: anyKey, heir: fc.option(fc.uuid(), { nil: undefined }), at: anyTime }).map(
  ({ key, heir, at }): EraseTask => ({
    kind: "erase",
    ...{ profileId: profileIdOf(settings.salt, identifier(key)), who: [identifier(key)], at, by: "tester" },
    ...(heir === undefined ? {} : { heir }),
  }),
);
const anyTask = fc.oneof(
  { weight: 16, arbitrary: anyEntry },
  { weight: 2, arbitrary: anyUnmerge },
  { weight: 1, arbitrary: anyErase },
) as fc.Arbitrary<Order>;

/** What of each partition is durable without its state: its log, where it stood, and letters that were not taken in. */
async function restored(world: World): Promise<World> {
  const partitions = world.length;
  const all = mergedLog(world);
  const profiles = new Map<string, Profile>();
  const identities = new Map<IdentifierKey, IdentityRecord>();
  const kin = world.map(() => new Map<Offset, { size: number; unsettled: Cargo["kin"]["unsettled"] }>());
  const members = world.map(() => new Map<Offset, { places: Map<string, IdentifierKey | null>; seen: Set<string> }>());
  const pointers = world.map(() => new Map<string, { kin: Offset } | { to: number }>());
  const orders = new Map<Offset, Offset>(world.flatMap(({ committed }) => [...committed.orders]));
  const messages = new Map(
    all.flatMap((entry) =>
      entry.kind === "event"
        ? [[hashKey(`${entry.event.source}\u0000${entry.event.messageId}`), `http|${entry.event.messageId}`] as const]
        : [],
    ),
  );
  const underway = lettersOf(world).filter(({ from, to, number }) => number > world[to]!.committed.received[from]!);
  const owners = async (keys: Iterable<IdentifierKey>) => {
    const found = new Map([...keys].flatMap((key) => (identities.has(key) ? [[key, identities.get(key)!]] : [])));
    const ids = [...found.values()].map(({ profileId }) => profileId);
    return {
      identities: found,
      profiles: new Map(ids.flatMap((id) => (profiles.has(id) ? [[id, profiles.get(id)!]] : []))),
    };
  };
  let standings: readonly PartitionStanding[] = [];
  await restoreFromLogs(
    {
      log: {
        head: async () => all.at(-1)?.offset ?? 0,
        read: async (from, limit) => all.filter(({ offset }) => offset >= from).slice(0, limit),
        at: async (offsets) => all.filter(({ offset }) => offsets.includes(offset)),
      },
      standings: world.map(({ committed: { tick, received, sent } }) => ({ tick, received, sent, orders: [] })),
      letters: underway.map((letter) => ({ ...letter, text: letterText(letter) })),
      orders,
      people: {
        load: async (keys) => ({ ...(await owners(keys)), nextOffset: 1, seen: new Set(), nextQuarantineId: 1 }),
        profile: async (id) => profiles.get(id),
        owners,
        own: async () => {},
      },
      async putPeople(people) {
        for (const [id, profile] of people.profiles) profile === null ? profiles.delete(id) : profiles.set(id, profile);
        for (const [key, record] of people.identities)
          record === null ? identities.delete(key) : identities.set(key, record);
      },
      async putKin(partition, changes: KinChanges) {
        for (const [place, pointer] of changes.pointers) pointers[partition]!.set(place, pointer!);
        for (const [born, head] of changes.kin) kin[partition]!.set(born, head!);
        for (const [born, more] of changes.members) {
          const theirs = members[partition]!.get(born) ?? { places: new Map(), seen: new Set() };
          members[partition]!.set(born, theirs);
          for (const [place, key] of more.places) theirs.places.set(place, key);
          for (const message of more.seen.keys()) theirs.seen.add(messages.get(message)!);
        }
      },
      async putOrders(some) {
        for (const [entry, order] of some) orders.set(entry, order);
      },
      async finish(all) {
        standings = all;
      },
    },
    { partitions, settings, now: 0 },
  );

  /** Identifiers lead to others since; whoever has their places has the person, too. */
  function leftIn(places: ReadonlyMap<string, unknown>): string[] {
    const isMember = ({ namespace, value }: Identifier) => places.has(placeOf(identifierKey({ namespace, value })));
    return all.flatMap((entry) =>
      entry.kind === "event" && entry.event.identifiers.some(isMember) ? entry.profileId : [],
    );
  }

  /** As a partition reads what is kept of kin. */
  function cargoOf(partition: number, born: Offset): Cargo {
    const { size, unsettled } = kin[partition]!.get(born)!;
    const { places, seen } = members[partition]!.get(born)!;
    const keys = [...places.values()].filter((key) => key !== null);
    const owning = keys.flatMap((key) => identities.get(key)?.profileId ?? []);
    const people = [...new Set([...owning, ...leftIn(places)])].flatMap((id) => profiles.get(id) ?? []);
    const idKeys = people.flatMap(idsOf).map((value) => identifierKey({ namespace: "profile_id", value }));
    // Kin that letters compare with count more than they are.
    const more = Array.from({ length: size - places.size }, (_, index) => hashKey(`${born} ${index}`));
    return {
      kin: { born, size, unsettled },
      places: new Set([...places.keys(), ...more]),
      identities: new Map(
        [...keys, ...idKeys].flatMap((key) => (identities.has(key) ? [[key, identities.get(key)!] as const] : [])),
      ),
      profiles: new Map(people.map((profile) => [profile.profileId, profile])),
      seen: new Map([...seen].map((message) => [message, Number.POSITIVE_INFINITY])),
    };
  }

  return world.map(({ committed }, partition) => {
    const state: PartitionState = {
      ...committed,
      ...standings[partition]!,
      kin: new Map([...kin[partition]!.keys()].map((born) => [born, cargoOf(partition, born)])),
      moved: new Map([...pointers[partition]!].flatMap(([place, to]) => ("to" in to ? [[place, to.to] as const] : []))),
      orders: new Map([...orders].filter(([offset]) => committed.entries.has(offset))),
      letters: underway.filter(({ from }) => from === partition),
    };
    return { committed: state, working: state };
  });
}

function placesIn(world: World): Set<string> {
  const lying = world.flatMap(({ committed }) => [...committed.kin.values()]);
  const travelling = lettersOf(world).flatMap(({ content }) =>
    content.kind === "errand" && content.errand.cargo !== undefined ? [content.errand.cargo] : [],
  );
  return new Set([...lying, ...travelling].flatMap(({ places }) => [...places]));
}

const tasksUnderWay = (world: World) =>
  lettersOf(world).flatMap(({ content }) => (content.kind === "errand" ? [content.errand.task] : []));

const keysOf = (task: Task) => (task.kind === "entry" ? identifierKeysOf(task.input) : []);

/** Hands tasks in anywhere, with letters, commits and crashes in any order; the state is lost in between, twice. */
async function play(tasks: readonly Order[], partitions: number, seed: number) {
  const random = createRng(seed);
  let world = createWorld(partitions);
  let lettersAtLoss = 0;
  const losses = new Set([random.integer(tasks.length + 1), random.integer(tasks.length + 1)]);

  function step(): void {
    const next = nextLetters(world);
    const partition = random.integer(partitions);
    const kind = random.uniform();
    if (kind < 0.5 && next.length > 0) world = deliver(world, next[random.integer(next.length)]!)!;
    else if (kind < 0.95) world = commit(world, partition);
    else world = crash(world, partition);
    expectSound(world);
  }

  function drain(): void {
    for (let round = 0; ; round++) {
      if (round > 1_000) throw new Error("letters go round and round");
      for (let partition = 0; partition < partitions; partition++) world = commit(world, partition);
      const next = nextLetters(world);
      if (next.length === 0) return;
      for (const letter of next) world = deliver(world, letter)!;
    }
  }

  for (const [index, task] of [...tasks, null].entries()) {
    if (losses.has(index)) {
      const before = placesIn(world);
      for (let partition = 0; partition < partitions; partition++) world = crash(world, partition);
      lettersAtLoss += nextLetters(world).length;
      const named = new Set([...tasks.slice(index), ...tasksUnderWay(world)].flatMap(keysOf).map(placeOf));
      world = await restored(world);
      // Who names what was erased begins at its home. Whether the id that they found is anybody's tells the state that all partitions share, and not these.
      const kept = placesIn(world);
      if ([...before].some((place) => !kept.has(place) && named.has(place))) return null;
      expectSound(world);
    }
    if (task !== null) world = submitAt(world, random.integer(partitions), task);
    for (let count = random.integer(6); count > 0; count--) step();
  }
  drain();
  return { world, lettersAtLoss };
}

describe("partitions whose state is lost", () => {
  it("make the people that one log makes, with letters on their way when it was lost, and none taken in twice", async () => {
    let letters = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTask, { minLength: 4, maxLength: 40 }),
        fc.integer({ min: 2, max: 4 }),
        fc.nat(),
        async (tasks, partitions, seed) => {
          const played = await play(tasks, partitions, seed);
          if (played === null) return;
          const { world, lettersAtLoss } = played;
          letters += lettersAtLoss;
          expectEmbedded(world);
          expectReplayable(world);
          for (const task of tasks)
            expect(carriedOutIn(world).filter((one) => one.task === task).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 100 },
    );
    // Or the test would show nothing of them.
    expect(letters).toBeGreaterThan(20);
  });
});
