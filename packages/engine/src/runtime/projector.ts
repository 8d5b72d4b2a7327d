import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { ProjectorState } from "./engine.ts";
import type { Found } from "./journey-runner.ts";
import { batchEntries, type Projection, projectEntries, untilOrder } from "./project-entries.ts";

/** Carries the log into analytics, in batches, each exactly once, at its own pace. */
export interface Projector {
  /** Says that the log has grown. */
  wake(): void;
  state(): Promise<ProjectorState>;
  /** Resolves when everything committed before the call is in analytics; rejects after `timeoutMs`, or sooner where analytics is plainly away. */
  settled(timeoutMs: number): Promise<void>;
  /** Has analytics emptied and filled again from the first entry. Resolves when this is sure to happen, whatever crashes. */
  startOver(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where the projector stands; what it says is done before anything else, so a crash at any point repeats, and never leaves out.
 * - `underway`: a batch up to this offset was begun, and is sent again with the same bounds, so that analytics can recognize it;
 * - `clearing`: analytics is to be emptied first.
 */
interface Checkpoint {
  done: Offset;
  underway: Offset | null;
  clearing: boolean;
}

const beginning: Checkpoint = { done: 0, underway: null, clearing: false };
/** After a batch: what comes meanwhile goes together. */
const gatherMs = 200;
/** Without a word from anyone, and after trouble. */
const idleMs = 2_000;

/** After so many failures one after another (two seconds of them while somebody waits) nobody is kept waiting: analytics is away, not late. */
const failuresWaitedFor = 10;

/** Somebody who waits until analytics holds everything up to an offset. */
interface Waiter {
  target: Offset;
  /** Null: it does. */
  settle(error: AttuneError | null): void;
}

export async function createProjector(projection: Projection, onTrouble: (error: unknown) => void): Promise<Projector> {
  const { log, analytics, definitions } = projection.stores;
  // A projector that was replaced, and has yet to hear of it, begins no batch any more: its bounds would not be those of who came after it.
  const kept = await definitions.claim("checkpoint", "analytics", { ...beginning });
  let checkpoint: Checkpoint = { ...beginning, ...(kept.document as Partial<Checkpoint>) };
  let trouble: string | null = null;
  let failures = 0;
  let closed = false;
  let woken = false;
  let idle = false;
  let interruptSleep: () => void = () => {};
  const waiters = new Set<Waiter>();
  const startingOver = new Set<Waiter["settle"]>();

  async function save(next: Checkpoint): Promise<void> {
    await kept.put({ ...next });
    checkpoint = next;
  }

  /** One step. "more": there may be another whole batch. */
  async function step(): Promise<Found> {
    if (startingOver.size > 0) {
      await save({ ...beginning, clearing: true });
      for (const settle of startingOver) settle(null);
      startingOver.clear();
    }
    if (checkpoint.clearing) {
      await analytics.clear();
      await save(beginning);
    }
    const { done, underway } = checkpoint;
    const read = await log.read(done + 1, batchEntries);
    const entries = untilOrder(underway === null ? read : read.filter(({ offset }) => offset <= underway));
    const last = entries.at(-1)?.offset;
    if (last === undefined) return "nothing";
    if (underway !== last) await save({ done, underway: last, clearing: false });
    await projectEntries(entries, projection);
    await save({ done: last, underway: null, clearing: false });
    return read.length === batchEntries ? "more" : "some";
  }

  async function run(): Promise<void> {
    while (!closed) {
      woken = false;
      try {
        const found = await step();
        const worked = found !== "nothing";
        trouble = null;
        failures = 0;
        for (const waiter of [...waiters]) if (isThere(waiter.target)) waiter.settle(null);
        if (found === "more" || (worked && waiters.size > 0) || woken) continue;
        await sleep(worked ? gatherMs : idleMs, !worked);
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        failures += 1;
        if (!closed) onTrouble(error);
        if (failures >= failuresWaitedFor) for (const waiter of [...waiters]) waiter.settle(behind(trouble));
        await sleep(waiters.size > 0 ? gatherMs : idleMs, false);
      }
    }
  }

  function sleep(ms: number, isIdle: boolean): Promise<void> {
    if (closed) return Promise.resolve();
    idle = isIdle;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      interruptSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function isThere(target: Offset): boolean {
    return startingOver.size === 0 && !checkpoint.clearing && checkpoint.done >= target;
  }

  const running = run();

  return {
    wake() {
      // What comes while a batch gathers goes with it; only idleness is cut short.
      if (!idle) return;
      woken = true;
      interruptSleep();
    },
    async state() {
      return { head: await log.head(), checkpoint: checkpoint.done, trouble };
    },
    async settled(timeoutMs) {
      const target = await log.head();
      if (isThere(target)) return;
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          target,
          settle(error) {
            clearTimeout(timer);
            waiters.delete(waiter);
            if (error === null) resolve();
            else reject(error);
          },
        };
        const timer = setTimeout(() => waiter.settle(behind(trouble)), timeoutMs);
        waiters.add(waiter);
        interruptSleep();
      });
    },
    async startOver() {
      if (closed) throw stopping();
      await new Promise<void>((resolve, reject) => {
        startingOver.add((error) => (error === null ? resolve() : reject(error)));
        interruptSleep();
      });
    },
    async close() {
      closed = true;
      interruptSleep();
      await running;
      for (const settle of startingOver) settle(stopping());
      for (const waiter of [...waiters]) waiter.settle(stopping());
    },
  };
}

function behind(trouble: string | null): AttuneError {
  return new AttuneError("analytics-unavailable", trouble ?? "analytics is behind", { retryAfterSeconds: 2 });
}

function stopping(): AttuneError {
  return new AttuneError("stopping", "the engine is stopping", { retryAfterSeconds: 2 });
}
