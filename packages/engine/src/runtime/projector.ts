import { AttuneError } from "@attune/model/errors";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { AnalyticsBatch } from "../ports/analytics.ts";
import type { Stores } from "../ports/stores.ts";
import type { ProjectorState } from "./engine.ts";
import { entryRows } from "./entry-rows.ts";

/** Carries the log into analytics, in batches, each exactly once, at its own pace. */
export interface Projector {
  /** Says that the log has grown. */
  wake(): void;
  state(): Promise<ProjectorState>;
  /** Resolves when everything committed before the call is in analytics. */
  settled(timeoutMs: number): Promise<void>;
  /** Empties analytics and starts from the first entry. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where the projector stands. `underway` is the end of a batch that was begun: after a crash the same batch is sent again with the
 * same token, so that analytics can recognize it.
 */
interface Checkpoint {
  done: Offset;
  underway: Offset | null;
}

const checkpointKind = "checkpoint";
const checkpointId = "analytics";
const batchEntries = 20_000;
const gatherMs = 200;
const retryMs = 2_000;

export async function createProjector(
  stores: Stores,
  timeZone: () => string,
  onTrouble: (error: unknown) => void,
): Promise<Projector> {
  const stored = (await stores.definitions.get(checkpointKind, checkpointId)) as unknown as Checkpoint | undefined;
  let checkpoint: Checkpoint = stored ?? { done: 0, underway: null };
  let trouble: string | null = null;
  let closed = false;
  let woken = true;
  let hurried = false;
  let interruptSleep: () => void = () => {};
  const waiters = new Set<() => void>();

  async function save(next: Checkpoint): Promise<void> {
    await stores.definitions.put(checkpointKind, [[checkpointId, { ...next }]]);
    checkpoint = next;
  }

  async function projectBatch(): Promise<boolean> {
    const from = checkpoint.done + 1;
    const limit = checkpoint.underway === null ? batchEntries : checkpoint.underway - checkpoint.done;
    const entries = untilOrder(await stores.log.read(from, limit));
    if (entries.length === 0) return false;
    const last = entries.at(-1)!;
    if (checkpoint.underway !== last.offset) await save({ done: checkpoint.done, underway: last.offset });
    await stores.analytics.insert(entryRows(entries, timeZone()), `${from}-${last.offset}`);
    await carryOut(last);
    await save({ done: last.offset, underway: null });
    return true;
  }

  /** What an erasure or an unmerge orders. Removing and writing anew can be repeated, so a crash in between does no harm. */
  async function carryOut(order: LogEntry): Promise<void> {
    if (order.kind === "erasure") await stores.analytics.removeProfiles(order.profileIds);
    if (order.kind === "unmerge") {
      await stores.analytics.removeProfiles(order.people.map(({ profileId }) => profileId));
      for (const { profileId, personId } of order.people) await writeAnew(profileId, personId, order.offset);
    }
  }

  async function writeAnew(profileId: string, personId: string, version: Offset): Promise<void> {
    const offsets = (await stores.log.offsetsOf(profileId)).filter((offset) => offset < version);
    for (let i = 0; i < offsets.length; i += batchEntries) {
      const rows = entryRows(await stores.log.at(offsets.slice(i, i + batchEntries)), timeZone());
      // A token of its own each time: these rows were removed, and an old token would have them ignored.
      await stores.analytics.insert(rows, `anew-${profileId}-${version}-${i}-${Date.now()}`);
    }
    const whose: AnalyticsBatch = { events: [], exposures: [], people: [{ profileId, personId, version }] };
    await stores.analytics.insert(whose, `whose-${profileId}-${version}`);
  }

  async function run(): Promise<void> {
    while (!closed) {
      woken = false;
      try {
        const worked = await projectBatch();
        trouble = null;
        announce();
        if (worked && (hurried || (await stores.log.head()) - checkpoint.done >= batchEntries)) continue;
        if (!worked && woken) continue;
        await sleep(worked || woken ? gatherMs : retryMs);
      } catch (error) {
        if (closed) break;
        trouble = error instanceof Error ? error.message : String(error);
        onTrouble(error);
        await sleep(retryMs);
      }
    }
  }

  function announce(): void {
    for (const waiter of [...waiters]) waiter();
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, hurried ? Math.min(ms, 10) : ms);
      interruptSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  let running = run();

  async function stop(): Promise<void> {
    closed = true;
    interruptSleep();
    await running;
  }

  return {
    wake() {
      woken = true;
    },
    async state() {
      return { head: await stores.log.head(), checkpoint: checkpoint.done, trouble };
    },
    async settled(timeoutMs) {
      const target = await stores.log.head();
      if (checkpoint.done >= target) return;
      hurried = true;
      interruptSleep();
      try {
        await reach(target, timeoutMs);
      } finally {
        hurried = false;
      }
    },
    async restart() {
      await stop();
      await stores.analytics.clear();
      await save({ done: 0, underway: null });
      closed = false;
      running = run();
    },
    close: stop,
  };

  function reach(target: Offset, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => finish(new AttuneError("analytics-unavailable", trouble ?? "analytics is behind")),
        timeoutMs,
      );
      const look = () => {
        if (checkpoint.done >= target) finish(null);
      };
      function finish(error: AttuneError | null): void {
        clearTimeout(timer);
        waiters.delete(look);
        if (error === null) resolve();
        else reject(error);
      }
      waiters.add(look);
    });
  }
}

/** Up to and with the first entry that orders a change of what was projected before it: a batch ends there. */
function untilOrder(entries: LogEntry[]): LogEntry[] {
  const at = entries.findIndex((entry) => entry.kind === "erasure" || entry.kind === "unmerge");
  return at < 0 ? entries : entries.slice(0, at + 1);
}
