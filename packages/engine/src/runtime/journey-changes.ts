import type { Journey, JourneyRun, PendingDelivery } from "@attune/model/journey";
import { type JourneyCheckpoint, type JourneyStore, runKey } from "../ports/journey-store.ts";

/** What one round of the journeys changes, gathered until it is committed as one. Reads see what was gathered. */
export interface GatheredChanges {
  run(journeyId: string, profileId: string): Promise<JourneyRun | undefined>;
  put(run: JourneyRun): void;
  remove(journeyId: string, profileId: string): void;
  send(delivery: PendingDelivery): void;
  /** Resolves when all of it is on disk. Nothing is written where nothing changed. */
  commit(checkpoint: JourneyCheckpoint | null): Promise<void>;
}

export function gatherChanges(store: JourneyStore): GatheredChanges {
  const runs = new Map<string, JourneyRun | null>();
  const pending: PendingDelivery[] = [];
  return {
    async run(journeyId, profileId) {
      const gathered = runs.get(runKey(journeyId, profileId));
      if (gathered !== undefined) return gathered ?? undefined;
      return store.run(journeyId, profileId);
    },
    put: (run) => void runs.set(runKey(run.journeyId, run.profileId), run),
    remove: (journeyId, profileId) => void runs.set(runKey(journeyId, profileId), null),
    send: (delivery) => void pending.push(delivery),
    async commit(checkpoint) {
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
