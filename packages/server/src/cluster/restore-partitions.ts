import type { FoldSettings } from "@attune/engine/profile/fold-group";
import { openStateToRestore } from "@attune/store/cluster/restore-state";
import { restoreFromLogs } from "./restore-from-logs.ts";

type Place = Parameters<typeof openStateToRestore>[0];

/**
 * `restoreFromLogs` over JetStream and Redis. Nobody may write meanwhile, and whoever did is refused by the logs from now on. Cut short, it is done again from the beginning.
 *
 * @param now epoch milliseconds
 */
export async function restorePartitions(place: Place, settings: FoldSettings, now: number): Promise<void> {
  const lost = await openStateToRestore(place);
  try {
    await restoreFromLogs(lost, { partitions: place.partitions, settings, now });
  } finally {
    await lost.close();
  }
}
