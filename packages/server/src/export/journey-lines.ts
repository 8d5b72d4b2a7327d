import { keptDeliveries } from "@attune/engine/ports/journey-store";
import type { Engine } from "@attune/engine/runtime/engine";

const pageSize = 2_000;

/** Who is where in which journey, what waits to be sent, and what was sent. */
export async function* journeyLines({ stores: { journeys }, playbook }: Engine) {
  for (const { journeyId } of playbook.journeys ?? []) {
    for (let after: string | null = null; ; ) {
      const runs = await journeys.runsOf(journeyId, after, pageSize);
      for (const run of runs) yield { kind: "run", ...run };
      if (runs.length < pageSize) break;
      after = runs.at(-1)!.profileId;
    }
  }
  for (const delivery of await journeys.dueDeliveries(Number.MAX_SAFE_INTEGER, keptDeliveries))
    yield { kind: "pending", ...delivery };
  for (const delivery of await journeys.deliveries(null, keptDeliveries)) yield { kind: "delivery", ...delivery };
}
