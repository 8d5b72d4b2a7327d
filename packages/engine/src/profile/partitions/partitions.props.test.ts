import { createRng } from "@attune/math/rng";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifierKeysOf } from "../fold-group.ts";
import { profileIdOf } from "../profile-id.ts";
import { anyInput, identifier, settings } from "../profile-world.suite.ts";
import { expectEmbedded, expectReplayable, expectSound } from "./embedded-twin.suite.ts";
import type { EntryTask, EraseTask, Letter, UnmergeTask } from "./letter.ts";
import {
  carriedOutIn,
  commit,
  crash,
  createWorld,
  deliver,
  lettersOf,
  nextLetters,
  submitAt,
  type World,
} from "./partition-world.suite.ts";

type Order = EntryTask | UnmergeTask | EraseTask;

const anyEntry = anyInput.map((input) => ({ kind: "entry", input }) as EntryTask);
const people = [
  "user_id:u1",
  "user_id:u2",
  "email:one@example.com",
  "anonymous_id:browser-1",
  "anonymous_id:browser-2",
] as const;
const anyTime = fc.integer({ min: 1_700_000_000_000, max: 1_720_000_000_000 });
const anyUnmerge = fc
  .record({ key: fc.constantFrom(...people), at: anyTime })
  .map(({ key, at }): UnmergeTask => ({ kind: "unmerge", split: [identifier(key)], at, by: "tester" }));
/** Of the person who began with an identifier, if they still are. */
const anyErase = fc
  .record({ key: fc.constantFrom(...people), heir: fc.option(fc.uuid(), { nil: undefined }), at: anyTime })
  .map(
    ({ key, heir, at }): EraseTask => ({
      kind: "erase",
      ...{ profileId: profileIdOf(settings.salt, identifier(key)), who: [identifier(key)], at, by: "tester" },
      ...(heir === undefined ? {} : { heir }),
    }),
  );
const anyHistory = fc.array(
  fc.oneof(
    { weight: 18, arbitrary: anyEntry },
    { weight: 2, arbitrary: anyUnmerge },
    { weight: 1, arbitrary: anyErase },
  ) as fc.Arbitrary<Order>,
  { minLength: 1, maxLength: 40 },
);

interface Run {
  world: World;
  /** For each task, which others had been answered when it was first handed in. */
  answeredBefore: Map<Order, ReadonlySet<Order>>;
}

/** Hands the tasks in at any partition, with steps, commits, crashes and useless letters in any order, until all are answered. */
function play(tasks: readonly Order[], partitions: number, seed: number): Run {
  const random = createRng(seed);
  const below = (most: number) => random.integer(most);
  let world = createWorld(partitions);
  const answeredBefore = new Map<Order, ReadonlySet<Order>>();
  const everSent = new Set<Letter>();
  const answered = () => new Set(carriedOutIn(world).map(({ task }) => task as Order));

  function step(mayCrash: boolean): void {
    const partition = below(partitions);
    const kind = random.uniform();
    const next = nextLetters(world);
    if (kind < 0.5 && next.length > 0) world = deliver(world, next[below(next.length)]!)!;
    else if (kind < 0.9) world = commit(world, partition);
    else if (kind < 0.93 && mayCrash) world = crash(world, partition);
    else repeatALetter();
    for (const letter of lettersOf(world)) everSent.add(letter);
    expectSound(world);
  }

  /** Taken in before, or before its turn: nothing may come of it. */
  function repeatALetter(): void {
    const letters = [...everSent].filter((letter) => !nextLetters(world).includes(letter));
    const letter = letters[below(Math.max(1, letters.length))];
    const isTaken = (one: Letter) => one.number <= world[one.to]!.working.received[one.from]!;
    if (letter !== undefined && (isTaken(letter) || lettersOf(world).includes(letter)))
      expect(deliver(world, letter)).toBe(null);
  }

  function handIn(task: Order): void {
    if (!answeredBefore.has(task)) answeredBefore.set(task, answered());
    world = submitAt(world, below(partitions), task);
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

  for (const task of tasks) {
    handIn(task);
    for (let count = below(6); count > 0; count--) step(true);
    // An impatient client; only an event can be told to have come before.
    if (task.kind === "entry" && task.input.kind === "event" && random.uniform() < 0.1) handIn(task);
  }
  for (let tries = 0; tries < 2; tries++) {
    drain();
    const done = answered();
    for (const task of tasks) if (!done.has(task)) handIn(task);
  }
  drain();
  return { world, answeredBefore };
}

const keysOf = (task: Order) => (task.kind === "entry" ? identifierKeysOf(task.input) : []);

describe("partitions, whatever their number and whatever is delayed, repeated or lost", () => {
  it("make the people that one log makes of the same tasks, and the merged logs can be replayed", () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 5 }), fc.nat(), (tasks, partitions, seed) => {
        const { world } = play(tasks, partitions, seed);
        expectEmbedded(world);
        expectReplayable(world);
      }),
      { numRuns: 60 },
    );
  });

  it("carry every task out, and no event twice", () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 2, max: 4 }), fc.nat(), (tasks, partitions, seed) => {
        const done = carriedOutIn(play(tasks, partitions, seed).world);
        for (const task of tasks) {
          const results = done.filter((one) => one.task === task).map(({ result }) => result.kind);
          expect(results.length).toBeGreaterThan(0);
          expect(results.filter((kind) => kind === "kept").length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("keep what shares an identifier in the order in which it was answered", () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 2, max: 4 }), fc.nat(), (tasks, partitions, seed) => {
        const { world, answeredBefore } = play(tasks, partitions, seed);
        const offsets = new Map(
          carriedOutIn(world)
            .filter(({ result }) => result.kind === "kept")
            .map(({ task, offset }) => [task, offset]),
        );
        for (const later of offsets.keys()) {
          for (const earlier of answeredBefore.get(later as Order) ?? []) {
            const shares = keysOf(earlier).some((key) => keysOf(later as Order).includes(key));
            if (shares && offsets.has(earlier)) expect(offsets.get(earlier)).toBeLessThan(offsets.get(later)!);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
