import { runKey } from "@attune/engine/ports/journey-store";
import type { Stores } from "@attune/engine/ports/stores";
import type { JourneyRun } from "@attune/model/journey";
import type { MigratedPeople } from "./migrate-people.ts";
import type { OnStep } from "./on-step.ts";

interface MigratedJourneys {
  journeyRuns: number;
  pendingDeliveries: number;
  deliveries: number;
  suppressions: number;
}

const pageRuns = 500;
/** Of what became of messages, the latest: more is for the log and analytics to tell. */
const latestDeliveries = 100_000;

/** Who is where in which journey, what waits to be sent, what was sent, and who is not to be written to. */
export async function migrateJourneys(
  from: Omit<Stores, "log">,
  to: Stores,
  { followedTransition, onStep }: Pick<MigratedPeople, "followedTransition"> & { onStep: OnStep },
): Promise<MigratedJourneys> {
  const suppressions = await migrateSuppressions(from, to);
  const journeyRuns = await migrateRuns(from, to, onStep);
  const deliveries = (await from.journeys.deliveries(null, latestDeliveries)).reverse();
  for (let start = 0; start < deliveries.length; start += pageRuns)
    await to.journeys.commit({ done: deliveries.slice(start, start + pageRuns) });
  const pending = await from.journeys.dueDeliveries(Number.MAX_SAFE_INTEGER, await from.journeys.pendingCount());
  for (let start = 0; start < pending.length; start += pageRuns)
    await to.journeys.commit({ pending: pending.slice(start, start + pageRuns) });
  const checkpoint = await from.journeys.checkpoint();
  if (checkpoint !== null) await to.journeys.commit({ checkpoint: { ...checkpoint, transition: followedTransition } });
  return { journeyRuns, pendingDeliveries: pending.length, deliveries: deliveries.length, suppressions };
}

async function migrateSuppressions(from: Omit<Stores, "log">, to: Stores): Promise<number> {
  let done = 0;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<Stores["journeys"]["suppressions"]>> = await from.journeys.suppressions(
      after,
      pageRuns,
    );
    await to.journeys.keepSuppressions(page);
    done += page.length;
    if (page.length < pageRuns) return done;
    after = page.at(-1)!.addressHash;
  }
}

async function migrateRuns(from: Omit<Stores, "log">, to: Stores, onStep: OnStep): Promise<number> {
  let done = 0;
  for (const journeyId of new Set([...(await from.journeys.journeyIds()), ...(await to.journeys.journeyIds())])) {
    const gone = new Map<string, JourneyRun | null>();
    for await (const page of runsOf(to, journeyId))
      for (const { profileId } of page) gone.set(runKey(journeyId, profileId), null);
    for await (const page of runsOf(from, journeyId)) {
      await to.journeys.commit({ runs: new Map(page.map((run) => [runKey(journeyId, run.profileId), run])) });
      for (const { profileId } of page) gone.delete(runKey(journeyId, profileId));
      done += page.length;
      onStep("journey runs", done, null);
    }
    if (gone.size > 0) await to.journeys.commit({ runs: gone });
  }
  return done;
}

async function* runsOf({ journeys }: Pick<Stores, "journeys">, journeyId: string): AsyncGenerator<JourneyRun[]> {
  for (let after: string | null = null; ; ) {
    const page: JourneyRun[] = await journeys.runsOf(journeyId, after, pageRuns);
    if (page.length > 0) yield page;
    if (page.length < pageRuns) return;
    after = page.at(-1)!.profileId;
  }
}
