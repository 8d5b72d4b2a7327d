import type { DecisionRecord } from "@attune/model/decision";
import type { Journey, JourneyRun, PendingDelivery } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import { type JourneyCheckpoint, type JourneyStore, runKey } from "../ports/journey-store.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import type { Writer } from "./writer.ts";

/** What one round of the journeys changes, gathered until it is committed as one. Reads see what was gathered. */
export interface GatheredChanges {
  run(journeyId: string, profileId: string): Promise<JourneyRun | undefined>;
  put(run: JourneyRun): void;
  remove(journeyId: string, profileId: string): void;
  send(delivery: PendingDelivery): void;
  /** An opportunity, for the log. */
  record(decision: DecisionRecord): void;
  /** A raw event of a person's. */
  tell(raw: JsonObject): void;
  /**
   * Resolves when all of it is on disk. First what goes to the log, then the rest with the checkpoint: after a crash in between the same is
   * gathered again, and the log knows it by its ids.
   */
  commit(checkpoint: JourneyCheckpoint | null): Promise<void>;
}

export interface ChangeSinks {
  store: JourneyStore;
  writer: Writer;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
  clock: () => number;
}

export function gatherChanges({ store, writer, collect, clock }: ChangeSinks): GatheredChanges {
  const runs = new Map<string, JourneyRun | null>();
  const pending: PendingDelivery[] = [];
  const decisions: DecisionRecord[] = [];
  const raws: JsonObject[] = [];
  return {
    async run(journeyId, profileId) {
      const gathered = runs.get(runKey(journeyId, profileId));
      if (gathered !== undefined) return gathered ?? undefined;
      return store.run(journeyId, profileId);
    },
    put: (run) => void runs.set(runKey(run.journeyId, run.profileId), run),
    remove: (journeyId, profileId) => void runs.set(runKey(journeyId, profileId), null),
    send: (delivery) => void pending.push(delivery),
    record: (decision) => void decisions.push(decision),
    tell: (raw) => void raws.push(raw),
    async commit(checkpoint) {
      if (decisions.length > 0) await writer.submit(decisions.map((decision) => ({ kind: "decision", decision })));
      const arrival = { source: "journey", receivedAt: clock(), maxEventBytes: 1_000_000 };
      if (raws.length > 0) await collect(raws, { ...arrival, deduplicate: "ever" });
      if (checkpoint === null && runs.size + pending.length === 0) return;
      await store.commit({ runs, pending, ...(checkpoint === null ? {} : { checkpoint }) });
    },
  };
}

/**
 * Two people turned out to be one: their runs are one person's from now on. Of two runs of one journey, the one that is under way stays, and
 * of two such the older, so that nobody gets the same conversation twice.
 */
export async function joinRuns(
  journeys: Iterable<Journey>,
  survivor: string,
  absorbed: readonly string[],
  changes: GatheredChanges,
): Promise<void> {
  for (const { journeyId } of journeys) {
    for (const from of absorbed) {
      const moving = await changes.run(journeyId, from);
      if (moving === undefined) continue;
      const own = await changes.run(journeyId, survivor);
      const kept = own === undefined ? moving : stronger(own, moving);
      changes.put({ ...kept, profileId: survivor, count: Math.max(own?.count ?? 0, moving.count) });
      changes.remove(journeyId, from);
    }
  }
}

function stronger(a: JourneyRun, b: JourneyRun): JourneyRun {
  const [aIsOver, bIsOver] = [a.end !== null, b.end !== null];
  if (aIsOver !== bIsOver) return aIsOver ? b : a;
  return a.enteredAt <= b.enteredAt ? a : b;
}
