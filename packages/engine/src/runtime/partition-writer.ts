import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { IdentifierKey } from "@attune/model/identity";
import type { PartitionStore } from "../ports/partition-store.ts";
import { type FoldSettings, identifierKeysOf } from "../profile/fold-group.ts";
import type { EntryTask, Letter, Task } from "../profile/partitions/letter.ts";
import { letterOf } from "../profile/partitions/letter-text.ts";
import type { CarriedOut, PartitionedLog } from "../profile/partitions/partition-view.ts";
import { handIn, takeIn } from "../profile/partitions/run-step.ts";
import { createPartitionGroup, type NotYetAside, type PartitionGroup } from "./partition-group.ts";

/** The writer of one of several partitions: takes entries in, and the other partitions' letters, in groups of one write set each. */
export interface PartitionWriter {
  /** Resolves when the entry is kept: it is folded then, or on its way to where its people are. Rejects with nothing of it kept, or where that is not known. */
  submit(task: EntryTask): Promise<void>;
  /** Sets events aside, of partition 0; resolves with their ids when they are kept. `released` leave the quarantine in the same write. */
  setAside(events: readonly NotYetAside[], released: readonly number[]): Promise<number[]>;
  /** Takes in what letters lie there now, together with what waits, in one commit; resolves with their number. */
  takeLetters(): Promise<number>;
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
  task: EntryTask;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const stepsPerGroup = 500;
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

  /** What the steps changed is committed, or none of it. */
  async function asOne(work: (group: PartitionGroup, done: CarriedOut[]) => Promise<void>): Promise<void> {
    const before = await store.standing();
    if (group?.standing().tick !== before.tick || group.size() > mostKnown) group = createPartitionGroup(store, before);
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
    const tasks = waiting.slice(0, stepsPerGroup);
    waiting = waiting.slice(stepsPerGroup);
    if (waiting.length > 0) gather();
    if (letters.length + tasks.length === 0) return 0;
    let taken = 0;
    try {
      await asOne(async (group, done) => {
        await group.prepare([...letters.map(taskOf), ...tasks.map(({ task }) => task)], settings);
        for (const letter of letters) {
          const change = await group.run(keysOf(letter), (view) => takeIn(letter, view, settings, noOrders));
          if (change === null) continue;
          taken += 1;
          done.push(...change.carriedOut);
        }
        for (const { task } of tasks) {
          const keys = identifierKeysOf(task.input);
          const change = await group.run(keys, (view) => handIn(task, view, settings, noOrders));
          done.push(...change!.carriedOut);
        }
      });
    } catch (error) {
      for (const { reject } of tasks) reject(error);
      throw error;
    }
    for (const { resolve } of tasks) resolve();
    return taken;
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
    takeLetters: () =>
      inTurn(async () => {
        const letters = await store.letters(await store.standing(), stepsPerGroup);
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

function taskOf({ content }: Letter): Task {
  if (content.kind === "errand") return content.errand.task;
  return { kind: "settled", order: content.order, offsets: [] };
}

function keysOf({ content }: Letter): IdentifierKey[] {
  if (content.kind === "rewrite") return [content.key];
  const { task, towards } = content.errand;
  return task.kind === "entry" ? [...new Set([towards, ...identifierKeysOf(task.input)])] : [towards];
}

/** Orders about people whose entries lie in several partitions are not handed in yet: see docs/cluster.md. */
const noOrders: PartitionedLog = {
  ownedBy: () => unsupported(),
  at: () => unsupported(),
  all: () => unsupported(),
};

function unsupported(): never {
  throw new AttuneError("internal", "a partition's writer carries out no orders that read the log");
}
