import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { IdentifierKey } from "@attune/model/identity";
import type { PartitionStanding, PartitionStore } from "../ports/partition-store.ts";
import type { PartitionAtWork, PeopleAnew } from "../ports/partitions.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import { forgetDetailsIn } from "../profile/network-details.ts";
import type { EntryTask, Letter, OrderTask, Task } from "../profile/partitions/letter.ts";
import { letterOf } from "../profile/partitions/letter-text.ts";
import type {
  CarriedOut,
  PartitionChange,
  PartitionedLog,
  PartitionView,
} from "../profile/partitions/partition-view.ts";
import { handIn, keysNamedIn, takeIn } from "../profile/partitions/run-step.ts";
import { createPartitionGroup, type NotYetAside, type PartitionGroup } from "./partition-group.ts";

/** The writer of one of several partitions: takes entries in, and the other partitions' letters, in groups of one write set each. */
export interface PartitionWriter {
  /** Resolves when the task is kept: it is carried out then, or on its way to where its people are. Rejects with nothing of it kept, or where that is not known. */
  submit(task: EntryTask | OrderTask): Promise<void>;
  /** Sets events aside, of partition 0; resolves with their ids when they are kept. `released` leave the quarantine in the same write. */
  setAside(events: readonly NotYetAside[], released: readonly number[]): Promise<number[]>;
  /**
   * Takes in what letters lie there now, together with what waits, in one commit but for orders, which go alone; resolves with their number.
   * @param look also for those of which nothing was said. Default true
   */
  takeLetters(look?: boolean): Promise<number>;
  /** Whole write sets, and letters that were taken in, are no longer kept. */
  forgetApplied(): Promise<void>;
  /** As of `PartitionAtWork`. */
  hold(isHeld: boolean): Promise<void>;
  /** As of `PartitionAtWork`. */
  forgetDetails: PartitionAtWork["forgetDetails"];
  /** As of `PartitionAtWork`. */
  replacePeople(people: PeopleAnew): Promise<void>;
  /** Ends a letter's tick behind another partition's, so that readers of the merged log need not wait for this one. */
  passTick(tick: number): Promise<void>;
  close(): Promise<void>;
}

export interface PartitionWriterParts {
  store: PartitionStore;
  settings: FoldSettings;
  /** Told of everything that was carried out here, when it is committed. */
  onCarriedOut: (done: CarriedOut) => void;
}

interface Waiting {
  task: EntryTask | OrderTask;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const stepsPerGroup = 500;
/** What is folded waits for so many. */
const entriesAtOnce = 500;
/** Of people and identifiers, in memory. */
const mostKnown = 200_000;
/** What comes at once goes together. */
const gatherMs = 2;

export function createPartitionWriter({ store, settings, onCarriedOut }: PartitionWriterParts): PartitionWriter {
  let waiting: Waiting[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  let isGathering = false;
  /** As far as it has got; null after anything that failed. */
  let group: PartitionGroup | null = null;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }

  /** Orders of which everything is done are not told any more. */
  async function standingNow(): Promise<PartitionStanding> {
    const standing = await store.standing();
    if (standing.orders.length === 0) return standing;
    const all = await store.standings();
    const isUnderway = ({ to, number }: { to: number; number: number }) => all[to]!.received[store.partition]! < number;
    return { ...standing, orders: standing.orders.filter(isUnderway) };
  }

  /** What the steps changed is committed, or none of it. */
  async function asOne(work: (group: PartitionGroup, done: CarriedOut[]) => Promise<void>): Promise<void> {
    const before = await standingNow();
    const mayGoOn = group?.standing().tick === before.tick && group.standing().orders.length === before.orders.length;
    if (group === null || !mayGoOn || group.size() > mostKnown) group = createPartitionGroup(store, before);
    const mine = group;
    // What is not committed in the end may not be built upon.
    group = null;
    const done: CarriedOut[] = [];
    await work(mine, done);
    if (mine.standing().tick !== before.tick) await store.commit(mine.writes());
    mine.next();
    group = mine;
    for (const one of done) onCarriedOut(one);
  }

  /** Letters first: they come from commits that are done. Resolves with how many were taken in. */
  async function writeGroup(letters: readonly Letter[]): Promise<number> {
    if ((await store.standing()).held) refuseWaiting();
    const tasks = waiting.slice(0, stepsPerGroup);
    waiting = waiting.slice(stepsPerGroup);
    if (waiting.length > 0) gather();
    const taken = new Set<Letter>();
    const steps = [
      ...letters.map((letter) => stepOfLetter(letter, settings, taken)),
      ...tasks.map((one) => stepOfTask(one, settings)),
    ];
    for (const stretch of stretchesOf(steps)) {
      try {
        await writeStretch(stretch);
      } catch (error) {
        for (const { reject } of steps) reject(error);
        throw error;
      }
      for (const { resolve } of stretch) resolve();
    }
    return taken.size;
  }

  function refuseWaiting(): void {
    const held = new AttuneError("storage-unavailable", "profiles are being rebuilt from the log", {
      retryAfterSeconds: 5,
    });
    for (const { reject } of waiting) reject(held);
    waiting = [];
  }

  async function writeStretch(steps: readonly Step[]): Promise<void> {
    await asOne(async (group, done) => {
      await group.prepare(
        steps.map(({ task }) => task),
        settings,
      );
      for (const { keys, run } of steps) {
        const change = await group.run(keys, run);
        if (change !== null) done.push(...change.carriedOut);
      }
    });
  }

  async function writeWaiting(): Promise<void> {
    isGathering = false;
    // Whoever waits has been told.
    await writeGroup([]).catch(() => {});
  }

  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    void pause(gatherMs).then(() => inTurn(writeWaiting));
  }

  return {
    submit(task) {
      if (closed) throw new AttuneError("stopping", "the engine is stopping", { retryAfterSeconds: 2 });
      return new Promise((resolve, reject) => {
        waiting.push({ task, resolve, reject });
        gather();
      });
    },
    takeLetters: (look = true) =>
      inTurn(async () => {
        const letters = await store.letters(await store.standing(), stepsPerGroup, look);
        return writeGroup(letters.map(({ text }) => letterOf(text)));
      }),
    setAside: (events, released) =>
      inTurn(async () => {
        let ids: number[] = [];
        await asOne(async (group) => {
          ids = await group.setAside(events, released);
        });
        return ids;
      }),
    forgetApplied: () => inTurn(async () => store.forgetApplied(await store.standing())),
    hold: (isHeld) =>
      inTurn(async () => {
        await asOne(async (now) => now.hold(isHeld));
        // People may have been computed anew.
        group = null;
      }),
    forgetDetails: ({ after, before }) =>
      inTurn(async () => {
        // Orders that change entries of this log do so in turn, too.
        await store.standing();
        const entries = await store.log.read(after + 1, entriesAtOnce);
        const { old, rewritten } = forgetDetailsIn(entries, before);
        if (rewritten.length > 0) await asOne(async (now) => now.forgetDetails(rewritten, before));
        return { last: old.at(-1)?.offset ?? after, changed: rewritten.length, isOver: old.length < entriesAtOnce };
      }),
    replacePeople: (people) =>
      inTurn(() =>
        asOne(async (now) => {
          if (now.standing().held === undefined)
            throw new AttuneError("internal", "people are computed anew while nothing is folded, and only then");
          now.replacePeople(people);
        }),
      ),
    passTick: (tick) =>
      inTurn(() =>
        asOne(async (group) => {
          if (group.standing().tick < tick) group.pass(tick);
        }),
      ),
    async close() {
      closed = true;
      while (isGathering || waiting.length > 0) await pause(gatherMs);
      await queue;
    },
  };
}

interface Step {
  task: Task;
  keys: readonly IdentifierKey[];
  run: (view: PartitionView, log: PartitionedLog) => PartitionChange | null;
  resolve: () => void;
  /** Does nothing once it is resolved. */
  reject: (error: unknown) => void;
}

function stepOfTask({ task, resolve, reject }: Waiting, settings: FoldSettings): Step {
  return {
    task,
    keys: keysNamedIn(task),
    run: (view, log) => handIn(task, view, settings, log),
    resolve,
    reject,
  };
}

function stepOfLetter(letter: Letter, settings: FoldSettings, taken: Set<Letter>): Step {
  let isNew = false;
  return {
    task: taskOf(letter),
    keys: keysOf(letter),
    run(view, log) {
      const change = takeIn(letter, view, settings, log);
      isNew = change !== null;
      return change;
    },
    resolve() {
      if (isNew) taken.add(letter);
    },
    reject: () => {},
  };
}

/** An order reads logs that must not be about to change: it goes alone. */
function stretchesOf(steps: readonly Step[]): Step[][] {
  const stretches: Step[][] = [];
  let current: Step[] | null = null;
  for (const step of steps) {
    const isOrder = step.task.kind === "unmerge" || step.task.kind === "erase";
    if (isOrder || current === null) {
      stretches.push([step]);
      current = isOrder ? null : stretches.at(-1)!;
    } else current.push(step);
  }
  return stretches;
}

function taskOf({ content }: Letter): Task {
  if (content.kind === "errand") return content.errand.task;
  return { kind: "settled", order: content.order, offsets: [] };
}

function keysOf({ content }: Letter): IdentifierKey[] {
  if (content.kind === "rewrite") return [content.key];
  const { task, towards } = content.errand;
  return task.kind === "settled" ? [towards] : [...new Set([towards, ...keysNamedIn(task)])];
}
