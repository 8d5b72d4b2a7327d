import type { Engine } from "@attune/engine/runtime/engine";
import { logPages } from "@attune/engine/runtime/log-pages";
import type { Json } from "@attune/model/json";
import type { Logger } from "pino";
import type { Instance } from "../instance/instance.ts";
import { carryOutRetention } from "../privacy/carry-out-retention.ts";

const everyMs = 3_600_000;
const dayMs = 86_400_000;

/** What was done last; kept, so that restarts do not put it off. */
interface Upkeep {
  retentionAt: number;
  purgedAt: number;
  /** The log's head at the last compaction: what was erased up to it has left the disk. */
  purgedOffset: number;
}

const nothing: Upkeep = { retentionAt: 0, purgedAt: 0, purgedOffset: 0 };

/** Once a day: forgets what is older than the playbook keeps it, and, where something was erased since, compacts the stores. */
export async function keepPrivacy(engine: Engine, now: number, signal: AbortSignal): Promise<Upkeep> {
  const { definitions, log } = engine.stores;
  const last = { ...nothing, ...((await definitions.get("setting", "privacy-upkeep")) as Partial<Upkeep> | undefined) };
  const next = { ...last };
  if (now - last.retentionAt >= dayMs) {
    await carryOutRetention(engine, { now, dryRun: false }, signal, () => {});
    next.retentionAt = now;
  }
  if (now - last.purgedAt >= dayMs - everyMs) {
    const head = await log.head();
    if (await wasErased(engine, last.purgedOffset, head, signal)) await engine.stores.purge();
    next.purgedAt = now;
    next.purgedOffset = head;
  }
  await definitions.put("setting", [["privacy-upkeep", next as unknown as Json]]);
  return next;
}

const entriesAtOnce = 5_000;

async function wasErased(
  { stores: { log } }: Engine,
  after: number,
  head: number,
  signal: AbortSignal,
): Promise<boolean> {
  for await (const entries of logPages(log, { after, upTo: head, entriesAtOnce })) {
    signal.throwIfAborted();
    if (entries.some(({ kind }) => kind === "erasure")) return true;
  }
  return false;
}

/** Looks every hour whether a day is over, without keeping the process alive. */
export function schedulePrivacy(instance: Instance, log: Logger): { stop(): Promise<void> } {
  const controller = new AbortController();
  let underway: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (instance.state !== "serving") return;
    underway ??= keepPrivacy(instance.engine, instance.clock(), controller.signal)
      .then(() => {})
      .catch((err) => log.error({ err }, "retention or compaction could not be carried out; it is tried again"))
      .finally(() => {
        underway = null;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      controller.abort();
      await underway;
    },
  };
}
