import type { Engine } from "@attune/engine/runtime/engine";
import type { Offset } from "@attune/model/log-entry";
import { ticksBetween } from "@attune/model/tick-offsets";

/** How many entries of the log somebody who follows it has not met. Over several partitions, whose offsets leave room, about as many as the busiest has: an upper bound of one partition's. */
export function entriesBehind(
  { stores: { partitions } }: Pick<Engine, "stores">,
  { head, checkpoint }: { head: Offset; checkpoint: Offset },
): number {
  return partitions === undefined ? head - checkpoint : ticksBetween(checkpoint, head, partitions.count);
}
