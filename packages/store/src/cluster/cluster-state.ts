import type { JourneyStore } from "@attune/engine/ports/journey-store";
import type { MembershipStore } from "@attune/engine/ports/membership-store";
import type { Promises } from "@attune/engine/ports/promises";
import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { ScoreStore } from "@attune/engine/ports/score-store";
import { createWriteApplier, type WriteApplier } from "./apply-writes.ts";
import { createClusterJourneyStore } from "./journey-store.ts";
import { createKeySpace, type KeySpaceOptions } from "./key-space.ts";
import { createLiveReads, type LiveReads } from "./live-reads.ts";
import { createClusterMembershipStore } from "./membership-store.ts";
import { createPersonCache } from "./person-cache.ts";
import { createPromises } from "./promises.ts";
import { createClusterQuarantine } from "./quarantine.ts";
import { createPeopleReader } from "./read-people.ts";
import { createRedisClient, type RedisAccess } from "./redis-client.ts";
import { createClusterScoreStore } from "./score-store.ts";

export interface ClusterStateOptions extends KeySpaceOptions {
  redis: RedisAccess;
  /**
   * How old a profile that a decision reads may be, where another node has changed it meanwhile; what this node wrote it knows at once. Default 1,000 ms;
   * 0: every decision asks. What lies beside a profile may be a second old, and comes with it.
   */
  staleMs?: number;
  /** The same of `load`. Infinite for a partition's writer: see `createLiveReads`. Default: as `staleMs`. */
  loadStaleMs?: number;
  /** How much of the decoded people stays in memory, by encoded size (about a third of the heap it takes). Default 64 MiB. */
  cacheBytes?: number;
}

/** All that a cluster keeps in Redis. The log is the truth of it: see README.md. */
export interface ClusterState {
  /** Brings write sets of the log in. */
  writes: WriteApplier;
  reads: LiveReads;
  quarantine: Quarantine;
  scores: ScoreStore;
  memberships: MembershipStore;
  journeys: JourneyStore;
  promises: Promises;
  /** Resolves when every master has answered; tries for as long as a read does. */
  answers(): Promise<void>;
  close(): Promise<void>;
}

/** Two connections to every node: what writes and waits for replicas does not hold up what a decision reads. */
export function openClusterState(options: ClusterStateOptions): ClusterState {
  const keys = createKeySpace(options);
  const writing = createRedisClient(options.redis);
  const reading = createRedisClient(options.redis);
  const { staleMs = 1_000, loadStaleMs = staleMs, cacheBytes = 64 * 1024 ** 2 } = options;
  const cache = createPersonCache(cacheBytes);
  const people = createPeopleReader(reading, keys, { cache, staleMs });
  const writes = createWriteApplier(writing, keys, cache.applied);
  return {
    writes,
    reads: createLiveReads(reading, keys, { head: () => writes.head(0), people, cache, loadStaleMs }),
    quarantine: createClusterQuarantine(reading, keys),
    scores: createClusterScoreStore(writing, keys, { people, cache }),
    memberships: createClusterMembershipStore(writing, keys, { people, cache }),
    journeys: createClusterJourneyStore(writing, keys),
    promises: createPromises(writing, keys),
    async answers() {
      await reading.onMasters((master) => master.ping());
    },
    async close() {
      await Promise.all([writing.close(), reading.close()]);
    },
  };
}
