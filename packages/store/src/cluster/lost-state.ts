import { createWriteApplier } from "./apply-writes.ts";
import { asUnavailable, isNoStream } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { KeySpace } from "./key-space.ts";
import { logStreams } from "./log-streams.ts";
import type { RedisClient } from "./redis-client.ts";

/** Who is restoring the state, from the beginning until all of it is there. */
export const restoringKey = (keys: KeySpace): string => keys.inPlace("restoring", "by");

/**
 * Whether Redis has nothing of an instance of several partitions whose logs no longer keep every write set whole: it is to be restored before anybody
 * writes. True from the loss until that has come to its end; false where a part alone is lost, and where the write sets can all be applied again.
 */
export async function isStateLost(
  redis: RedisClient,
  keys: KeySpace,
  { link, namespace, partitions }: { link: JetStreamLink; namespace: string; partitions: number },
): Promise<boolean> {
  if ((await redis.call<number>("EXISTS", restoringKey(keys))) === 1) return true;
  const { appliedSequence } = createWriteApplier(redis, keys, () => {});
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  if ((await Promise.all(all.map(appliedSequence))).some((sequence) => sequence > 0)) return false;
  const whole = await Promise.all(all.map((partition) => isRedoWhole(link, logStreams(namespace, partition).redo)));
  return whole.includes(false);
}

/** Nothing was dropped from it yet. */
function isRedoWhole({ manager }: JetStreamLink, stream: string): Promise<boolean> {
  return asUnavailable("JetStream", async () => {
    try {
      return (await manager.streams.info(stream)).state.first_seq <= 1;
    } catch (error) {
      if (isNoStream(error)) return true;
      throw error;
    }
  });
}
