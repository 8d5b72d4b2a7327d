import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { describe, expect, it } from "vitest";
import { asInput, event, identifier } from "../profile-world.suite.ts";
import { expectEmbedded, expectReplayable, expectSound } from "./embedded-twin.suite.ts";
import { homeOf } from "./home-of.ts";
import type { EntryTask, Letter, OrderTask } from "./letter.ts";
import {
  carriedOutIn,
  commit,
  crash,
  createWorld,
  deliver,
  lettersOf,
  nextLetters,
  type PartitionState,
  submitAt,
  type World,
} from "./partition-world.suite.ts";

/** Something that a client hands in at a partition. */
interface Request {
  at: number;
  task: EntryTask | OrderTask;
}

interface Case {
  partitions: number;
  /** Carried out one after the other, before anything else. */
  before?: Request[];
  /** Side by side; each client waits for an answer before its next request. */
  clients: Request[][];
  /** So often a partition may lose what it has not committed. Without: every step is committed at once. */
  crashes?: number;
}

interface Moment {
  world: World;
  /** By client: which request it is at, and how often it has sent that. */
  clients: ReadonlyArray<{ index: number; tries: number }>;
  crashed: number;
}

/** A case in which fewer moments can be reached shows nothing. */
const fewest = 400;

/** Goes through every moment that can be reached, whatever comes first; each once, and checks it. Returns the ways in which it can end. */
function explore({ partitions, before = [], clients, crashes }: Case): World[] {
  const stepwise = crashes === undefined;
  let start = createWorld(partitions);
  for (const { at, task } of before) start = settledWorld(submitAt(start, at, task));
  const first = { world: start, clients: clients.map(() => ({ index: 0, tries: 0 })), crashed: 0 };
  const seen = new Set([nameOf(first)]);
  const open: Moment[] = [first];
  const ends: World[] = [];
  for (let moment = open.pop(); moment !== undefined; moment = open.pop()) {
    const next = nextMoments(moment);
    if (next.length === 0) ends.push(ended(moment));
    for (const one of next) {
      const name = nameOf(one);
      if (seen.has(name)) continue;
      seen.add(name);
      expectSound(one.world);
      open.push(one);
    }
    if (seen.size > 60_000) throw new Error("more moments than this test has time for, or no end to them");
  }
  if (seen.size < fewest) throw new Error(`only ${seen.size} moments: nothing meets in this case`);
  return ends;

  function nextMoments(moment: Moment): Moment[] {
    const { world, crashed } = moment;
    const to = (after: World, partition: number) => ({
      ...moment,
      world: stepwise ? commit(after, partition) : after,
    });
    const next: Moment[] = [];
    const isNext = new Set(nextLetters(world));
    for (const letter of lettersOf(world)) {
      const after = deliver(world, letter);
      if ((after === null) === isNext.has(letter))
        throw new Error("a letter out of turn was taken in, or one in turn was not");
      if (after !== null) next.push(to(after, letter.to));
    }
    for (const [client, { index, tries }] of moment.clients.entries()) {
      const request = clients[client]![index];
      if (request === undefined) continue;
      if (isAnswered(request, world)) next.push(withClient(moment, client, { index: index + 1, tries: 0 }));
      else if (tries <= crashed) {
        const sent = to(submitAt(world, request.at, request.task), request.at);
        next.push(withClient(sent, client, { index, tries: tries + 1 }));
      }
    }
    for (const [partition, { committed, working }] of world.entries()) {
      if (committed === working) continue;
      next.push({ ...moment, world: commit(world, partition) });
      if (crashed < (crashes ?? 0)) next.push({ ...moment, world: crash(world, partition), crashed: crashed + 1 });
    }
    return next;
  }

  function ended({ world, clients: at }: Moment): World {
    for (const [client, { index }] of at.entries())
      if (index < clients[client]!.length) throw new Error(`client ${client} waits for ever`);
    expect(lettersOf(world)).toEqual([]);
    return world;
  }
}

function withClient(moment: Moment, client: number, at: Moment["clients"][number]): Moment {
  return { ...moment, clients: moment.clients.with(client, at) };
}

function isAnswered({ task }: Request, world: World): boolean {
  return carriedOutIn(world).some((done) => done.task === task);
}

function settledWorld(world: World): World {
  let settled = world;
  for (;;) {
    for (const { committed } of settled) settled = commit(settled, committed.partition);
    const [letter] = nextLetters(settled);
    if (letter === undefined) return settled;
    settled = deliver(settled, letter)!;
  }
}

/** Two moments of one name are alike in everything that matters later. */
function nameOf({ world, clients, crashed }: Moment): string {
  const states = world.flatMap(({ committed, working }) => [nameOfState(committed), nameOfState(working)]);
  return `${crashed} ${clients.map(({ index, tries }) => `${index}.${tries}`)} ${states}`;
}

const names = new WeakMap<PartitionState, string>();

/** People are a function of the entries, so these need no word. */
function nameOfState(state: PartitionState): string {
  const known = names.get(state);
  if (known !== undefined) return known;
  const name = JSON.stringify([
    state.tick,
    [...state.kin.values()]
      .map(({ kin: { born, unsettled }, places, identities }) => [
        born,
        [...places].sort(),
        [...identities.keys()].sort(),
        [...unsettled].map(([offset, { order }]) => [offset, order]),
      ])
      .sort(),
    [...state.moved].sort(),
    state.received,
    state.sent,
    [...state.entries.values()].map(nameOfEntry),
    [...state.orders],
    state.letters.map(nameOfLetter),
    state.carriedOut.map(({ task, offset, result }) => [idOf(task), offset, result.kind]),
  ]);
  names.set(state, name);
  return name;
}

function nameOfEntry(entry: LogEntry): string {
  if (entry.kind === "tombstone") return `${entry.offset}`;
  return `${entry.offset} ${entry.profileId} ${"apart" in entry ? entry.apart : ""}`;
}

function nameOfLetter({ from, to, number, tick, content }: Letter): unknown[] {
  if (content.kind === "rewrite") return [from, to, number, content.order];
  const { task, towards, left, cargo } = content.errand;
  return [
    from,
    to,
    number,
    tick,
    idOf(task),
    towards,
    left,
    cargo && [cargo.kin.born, [...cargo.places].sort(), cargo.seen.size],
  ];
}

const ids = new Map<unknown, number>();

function idOf(task: unknown): number {
  const id = ids.get(task) ?? ids.size;
  ids.set(task, id);
  return id;
}

/** An identifier of this namespace whose home is that partition. */
function at(home: number, namespace: string, partitions: number, which = 0): string {
  const found: string[] = [];
  for (let index = 0; found.length <= which; index++) {
    const key = `${namespace}:${index}`;
    if (homeOf(key, partitions) === home) found.push(key);
  }
  return found[which]!;
}

const entry = (partition: number, ...who: string[]): Request => ({
  at: partition,
  task: { kind: "entry", input: asInput(event(who)) as EntryTask["input"] },
});

const unmerge = (partition: number, ...split: string[]): Request => ({
  at: partition,
  task: { kind: "unmerge", split: split.map(identifier), at: 1_750_000_000_000, by: "tester" },
});

/** The profile that has this identifier once the requests are carried out, all at one place. */
function profileAfter(requests: readonly Request[], partitions: number, key: string): Profile {
  let world = createWorld(partitions);
  for (const { at, task } of requests) world = settledWorld(submitAt(world, at, task));
  const all = world.flatMap(({ committed }) => [...committed.kin.values()]);
  const record = all.flatMap(({ identities }) => identities.get(key) ?? [])[0]!;
  return all.flatMap(({ profiles }) => profiles.get(record.profileId) ?? [])[0]!;
}

const erasure = (partition: number, { profileId, identities }: Profile, heir?: string): Request => ({
  at: partition,
  task: {
    kind: "erase",
    ...{ profileId, who: identities.map(({ namespace, value }) => ({ namespace, value })) },
    ...{ at: 1_750_000_000_000, by: "tester", ...(heir === undefined ? {} : { heir }) },
  },
});

/** Nothing that a partition keeps, or has on its way, says these words. */
function expectForgotten(world: World, words: readonly string[]): void {
  const kept = world.map(({ committed }) => [
    [...committed.entries.values()],
    committed.letters,
    [...committed.moved],
    [...committed.kin.values()].map(({ kin, places, identities, profiles }) => [
      ...[kin.born, [...kin.unsettled], [...places], [...identities], [...profiles]],
    ]),
  ]);
  for (const word of words) expect(JSON.stringify(kept)).not.toContain(word);
}

function expectAllEmbedded(ends: readonly World[]): void {
  expect(ends.length).toBeGreaterThan(1);
  for (const world of ends) {
    expectEmbedded(world);
    expectReplayable(world);
  }
}

/** Another user, of so many identifiers, all at home in one partition. */
function crowd(home: number, size: number, partitions: number): { bob: string; entries: Request[] } {
  const bob = at(home, "user_id", partitions);
  const others = Array.from({ length: size - 1 }, (_, index) => at(home, `till-${index}`, partitions));
  return { bob, entries: [entry(home, bob, ...others)] };
}

/** How many people stand in the end, for each way in which it can end. */
function headcounts(ends: readonly World[]): number[] {
  const counts = ends.map((world) => peopleIn(world).length);
  return [...new Set(counts)].sort();
}

function peopleIn(world: World): Profile[] {
  return world.flatMap(({ committed }) => [...committed.kin.values()].flatMap((kin) => [...kin.profiles.values()]));
}

describe("every interleaving", () => {
  it("of three entries that join three partitions in a circle makes one person", () => {
    const [a, b, c] = [at(0, "email", 3), at(1, "phone", 3), at(2, "anonymous_id", 3)];
    const ends = explore({ partitions: 3, clients: [[entry(0, a, b)], [entry(1, b, c)], [entry(2, c, a)]] });
    expectAllEmbedded(ends);
    expect(headcounts(ends)).toEqual([1]);
  });

  it("of two users and a browser that each would take keeps the users apart", () => {
    const [ada, bob, browser, mail] = [
      at(0, "user_id", 3),
      at(1, "user_id", 3),
      at(2, "anonymous_id", 3),
      at(2, "email", 3),
    ];
    const ends = explore({
      partitions: 3,
      clients: [
        [entry(0, ada, browser), entry(1, ada, mail)],
        [entry(1, bob, browser), entry(2, browser)],
      ],
    });
    expectAllEmbedded(ends);
    expect(headcounts(ends)).toEqual([2]);
  });

  it("of six entries of two people over two partitions, handed in at the wrong ones, makes what one log makes", () => {
    const [a, b, c, d] = [at(0, "user_id", 2), at(1, "anonymous_id", 2), at(1, "email", 2), at(0, "anonymous_id", 2)];
    const ends = explore({
      partitions: 2,
      clients: [
        [entry(1, b), entry(1, a, b), entry(0, b)],
        [entry(0, d), entry(1, c, d), entry(1, a, d)],
      ],
    });
    expectAllEmbedded(ends);
  });

  it("of commits, crashes and clients that send again loses nothing and counts nothing twice", () => {
    const [ada, browser] = [at(1, "user_id", 2), at(0, "anonymous_id", 2)];
    const ends = explore({
      partitions: 2,
      clients: [[entry(0, browser), entry(0, ada, browser)], [entry(1, browser)]],
      crashes: 1,
    });
    expectAllEmbedded(ends);
    for (const world of ends) expect(peopleIn(world).map(({ eventCount }) => eventCount)).toEqual([3]);
  });

  it("of an unmerge beside entries about both and kin that move away makes what one log makes", () => {
    const [a, b] = [at(0, "email", 2), at(1, "anonymous_id", 2)];
    const many = [0, 1, 2].map((which) => at(1, "device_id", 2, which));
    const ends = explore({
      partitions: 2,
      before: [entry(0, a), entry(1, b), entry(1, a, b), entry(1, ...many), entry(1, at(1, "phone", 2), ...many)],
      clients: [[unmerge(0, b)], [entry(0, a, many[0]!)], [entry(1, b)]],
    });
    expectAllEmbedded(ends);
  });

  it("of orders that follow each other while the log they change lies elsewhere reads what the orders before have made of it", () => {
    const four = ["user_id", "email", "phone", "anonymous_id"].map((namespace) => at(0, namespace, 2));
    const [ada, b, c, d] = four as [string, string, string, string];
    const { bob, entries } = crowd(1, 8, 2);
    const ends = explore({
      partitions: 2,
      before: [...four.map((key) => entry(0, key)), entry(0, ...four), ...entries, entry(0, ada, bob)],
      clients: [[unmerge(1, d), unmerge(1, c), unmerge(1, b)]],
    });
    expectAllEmbedded(ends);
    for (const world of ends) {
      expect(world[0]!.committed.orders.size).toBeGreaterThan(0);
      expect(peopleIn(world)).toHaveLength(5);
    }
  });

  it("of an erasure beside entries that name the person, and kin that move away, forgets what one log forgets", () => {
    const [ada, browser, bob] = [at(0, "user_id:ada", 2), at(1, "anonymous_id", 2), at(1, "user_id:bob", 2)];
    const before = [entry(0, ada), entry(1, browser), entry(1, ada, browser), entry(1, bob, browser)];
    const ends = explore({
      partitions: 2,
      before,
      clients: [[erasure(1, profileAfter(before, 2, ada))], [entry(0, bob, at(0, "email", 2))], [entry(1, browser)]],
    });
    expectAllEmbedded(ends);
    for (const world of ends) {
      expectForgotten(world, ["ada"]);
      expect(world[0]!.committed.orders.size).toBeGreaterThan(0);
    }
  });

  it("of an erasure with commits, crashes and a client that sends again forgets, and counts nothing twice", () => {
    const [ada, browser] = [at(0, "user_id:ada", 2), at(1, "anonymous_id", 2)];
    const before = [entry(0, ada), entry(1, browser), entry(1, ada, browser)];
    const ends = explore({
      partitions: 2,
      before,
      clients: [[erasure(1, profileAfter(before, 2, ada))], [entry(1, browser)]],
      crashes: 1,
    });
    expectAllEmbedded(ends);
    for (const world of ends) expectForgotten(world, ["ada"]);
  });

  it("of an anonymisation beside an unmerge and entries that bring their kin elsewhere keeps what one log keeps", () => {
    const [ada, browser, mail] = [at(0, "user_id:ada", 2), at(1, "anonymous_id", 2), at(0, "email:ada", 2)];
    const before = [entry(0, ada, mail), entry(1, browser), entry(1, ada, browser)];
    const ends = explore({
      partitions: 2,
      before,
      clients: [
        [erasure(0, profileAfter(before, 2, ada), "nobody-1")],
        [unmerge(1, browser)],
        [entry(1, browser, at(1, "phone", 2))],
      ],
    });
    expectAllEmbedded(ends);
    for (const world of ends) {
      expectForgotten(world, ["ada"]);
      expect(peopleIn(world).map(({ profileId }) => profileId)).toContain("nobody-1");
    }
  });

  it("of an erasure behind an unmerge that changes a log elsewhere forgets what the unmerge has made theirs", () => {
    const four = ["user_id", "email", "phone", "anonymous_id:dora"].map((namespace) => at(0, namespace, 2));
    const [ada, , , dora] = four as [string, string, string, string];
    const { bob, entries } = crowd(1, 8, 2);
    // What she did while they were one goes over to her with the unmerge, in a log that knows of it later.
    const hers = [entry(0, ...four), entry(0, dora)];
    const before = [...four.map((key) => entry(0, key)), ...hers, ...entries, entry(0, ada, bob)];
    const parting = unmerge(1, dora);
    const ends = explore({
      partitions: 2,
      before,
      clients: [
        [parting, erasure(0, profileAfter([...before, parting], 2, dora))],
        [entry(1, bob), entry(1, at(1, "device_id", 2))],
      ],
    });
    expectAllEmbedded(ends);
    for (const world of ends) {
      expect(carriedOutIn(world).map(({ result }) => result.kind)).toContain("erased");
      expect(world[0]!.committed.orders.size).toBeGreaterThan(0);
    }
  });

  it("of orders from two places about one entry leaves it as the later order says", () => {
    const three = ["user_id", "email", "anonymous_id"].map((namespace) => at(0, namespace, 3));
    const [ada, b, c] = three as [string, string, string];
    const [larger, largest] = [crowd(1, 4, 3), crowd(2, 8, 3)];
    const ends = explore({
      partitions: 3,
      before: [
        ...[...three.map((key) => entry(0, key)), entry(0, ...three)],
        ...[...larger.entries, ...largest.entries, entry(0, ada, larger.bob)],
      ],
      clients: [[unmerge(1, c), entry(2, ada, largest.bob), unmerge(2, b)]],
    });
    expectAllEmbedded(ends);
    for (const world of ends) expect(peopleIn(world)).toHaveLength(5);
  });
});
