import type { JourneyStore } from "@attune/engine/ports/journey-store";
import type { MembershipStore } from "@attune/engine/ports/membership-store";
import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { ScoreStore } from "@attune/engine/ports/score-store";
import { createWriteApplier, type WriteApplier } from "./apply-writes.ts";
import { createClusterJourneyStore } from "./journey-store.ts";
import { createKeySpace, type KeySpaceOptions } from "./key-space.ts";
import { createLiveReads, type LiveReads } from "./live-reads.ts";
import { createClusterMembershipStore } from "./membership-store.ts";
import { createClusterQuarantine } from "./quarantine.ts";
import { createRedisClient, type RedisAccess } from "./redis-client.ts";
import { createClusterScoreStore } from "./score-store.ts";

export interface ClusterStateOptions extends KeySpaceOptions {
  redis: RedisAccess;
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
  close(): Promise<void>;
}

/** Two connections to every node: what writes and waits for replicas does not hold up what a decision reads. */
export function openClusterState(options: ClusterStateOptions): ClusterState {
  const keys = createKeySpace(options);
  const writing = createRedisClient(options.redis);
  const reading = createRedisClient(options.redis);
  const writes = createWriteApplier(writing, keys);
  return {
    writes,
    reads: createLiveReads(reading, keys, () => writes.head(0)),
    quarantine: createClusterQuarantine(reading, keys),
    scores: createClusterScoreStore(writing, keys),
    memberships: createClusterMembershipStore(writing, keys),
    journeys: createClusterJourneyStore(writing, keys),
    async close() {
      await Promise.all([writing.close(), reading.close()]);
    },
  };
}
