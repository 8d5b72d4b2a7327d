import type { Offset } from "@attune/model/log-entry";
import { writeSet } from "@attune/model/write-set";
import type { DetailsStep } from "../ports/partitions.ts";
import type { Stores } from "../ports/stores.ts";
import { forgetDetailsIn } from "../profile/network-details.ts";

const entriesAtOnce = 1_000;
const checkpointId = "network-details";

/**
 * Takes network addresses and browser descriptions out of events that came in before a moment, in place; profiles do not change. Goes on where it stood. Each step of it
 * must run alone with the log that it changes; returns how many events changed.
 */
export async function forgetNetworkDetails(
  stores: Stores,
  before: number,
  alone: <T>(work: () => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<number> {
  const { log, state, definitions, partitions } = stores;
  if (partitions === undefined)
    return inSteps(checkpointId, (done) =>
      alone(async () => {
        const entries = await log.read(done + 1, entriesAtOnce);
        const { old, rewritten } = forgetDetailsIn(entries, before);
        if (rewritten.length > 0) await state.commit(writeSet({ rewritten }));
        return { last: old.at(-1)?.offset ?? done, changed: rewritten.length, isOver: old.length < entriesAtOnce };
      }),
    );
  let changed = 0;
  for (let partition = 0; partition < partitions.count; partition++)
    changed += await inSteps(`${checkpointId}-${partition}`, (after) =>
      partitions.forgetDetails(partition, { after, before }),
    );
  return changed;

  async function inSteps(checkpoint: string, take: (done: Offset) => Promise<DetailsStep>): Promise<number> {
    let changedHere = 0;
    for (let done = Number((await definitions.get("checkpoint", checkpoint)) ?? 0); ; ) {
      signal.throwIfAborted();
      const step = await take(done);
      changedHere += step.changed;
      done = step.last;
      await definitions.put("checkpoint", [[checkpoint, done]]);
      if (step.isOver) return changedHere;
    }
  }
}
