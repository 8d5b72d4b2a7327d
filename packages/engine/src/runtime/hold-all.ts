import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { PartitionStanding } from "../ports/partition-store.ts";
import type { Partitions } from "../ports/partitions.ts";

const lookAgainMs = 50;
/** A partition that nobody writes is taken over within some seconds. */
const stillWithinMs = 60_000;

/**
 * Has no partition take tasks in any more; resolves when nothing is on its way between them and readers of the log meet all of it. They stay held, whoever comes to write them, until
 * `letAllGoOn`. Rejects `storage-unavailable` where one has no writer: some are held then, and this is to be called again.
 */
export async function holdAll(partitions: Partitions): Promise<void> {
  for (let partition = 0; partition < partitions.count; partition++) await partitions.hold(partition, true);
  await untilStill(partitions);
}

/** Not before all have passed the tick of what was written meanwhile: what they write of the same people is to be newer. */
export async function letAllGoOn(partitions: Partitions): Promise<void> {
  await untilStill(partitions);
  for (let partition = 0; partition < partitions.count; partition++) await partitions.hold(partition, false);
}

/** Standings are read one after the other: only what has not changed from one look to the next was so at one time. */
async function untilStill(partitions: Partitions): Promise<void> {
  const giveUpAt = performance.now() + stillWithinMs;
  let before = "";
  for (;;) {
    const standings = await partitions.standings();
    const now = JSON.stringify(standings);
    if (now === before && isStill(standings)) return;
    before = now;
    if (performance.now() > giveUpAt)
      throw new AttuneError("storage-unavailable", "the partitions do not come to rest for now", {
        retryAfterSeconds: 2,
      });
    await pause(lookAgainMs);
  }
}

function isStill(standings: readonly PartitionStanding[]): boolean {
  const isDelivered = ({ sent }: PartitionStanding, from: number) =>
    sent.every((number, to) => to === from || standings[to]!.received[from] === number);
  return standings.every(
    (one, partition) => one.held === true && one.tick === standings[0]!.tick && isDelivered(one, partition),
  );
}
