import type { RedisClient } from "./redis-client.ts";

/** A replica that keeps up acknowledges within a round trip. */
const waitMs = 100;
/** After a wait in vain: how long nobody is waited for. */
const restMs = 2_000;

/**
 * Waits until a replica of every master has what this client wrote, so that a failover loses nothing of it. Where no replica answers it waits for
 * none for a while: a cluster without replicas still works, and what a failover then loses is applied again from the log.
 */
export function createReplicaWait(redis: RedisClient): () => Promise<void> {
  let restsUntil = 0;
  let underway: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function ask(): Promise<void> {
    if (performance.now() < restsUntil) return;
    const replicas = await redis.onMasters((master) => master.wait(1, waitMs));
    if (replicas.some((count) => count < 1)) restsUntil = performance.now() + restMs;
  }

  function begin(): Promise<void> {
    next = null;
    underway = ask().finally(() => {
      underway = null;
    });
    return underway;
  }

  return () => {
    if (underway === null) return begin();
    // The one under way may have been sent before the caller's write; all who come meanwhile share the one after it.
    next ??= underway.then(begin, begin);
    return next;
  };
}
