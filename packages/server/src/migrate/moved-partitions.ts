import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Stores } from "@attune/engine/ports/stores";
import { logPages } from "@attune/engine/runtime/log-pages";
import { AttuneError } from "@attune/model/errors";
import type { OpenPartition } from "@attune/store/cluster/partition-store";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { createPartitionCommits } from "./partition-commits.ts";
import { settleKin } from "./settle-kin.ts";

/** All stores of an instance of several partitions while it is moved. */
export interface MovedPartitions {
  /** The log is all partitions'; a commit's new entries are of one. */
  stores: Stores;
  /** Everything has come: its people's kin are written down, and its nodes may work. */
  settle(now: number): Promise<void>;
}

interface Parts {
  settings: ClusterSettings;
  /** All of them, written here. */
  partitions: readonly OpenPartition[];
  definitions: DefinitionStore;
}

/** Entries whose owners are written down again at once, in a rebuild. */
const ownedAtOnce = 2_000;

export async function openMovedPartitions({ settings, partitions, definitions }: Parts): Promise<MovedPartitions> {
  const [{ openClusterState }, { createClusterAnalytics }, { createRedisClient }, { createKeySpace }, { clearKin }] =
    await Promise.all([
      import("@attune/store/cluster/cluster-state"),
      import("@attune/store/cluster/analytics"),
      import("@attune/store/cluster/redis-client"),
      import("@attune/store/cluster/key-space"),
      import("@attune/store/cluster/clear-kin"),
    ]);
  const { instance, redis, shardCount } = settings;
  const shards = shardCount === undefined ? {} : { shardCount };
  const state = openClusterState({ redis, instance, staleMs: 0, ...shards });
  const { reads } = state;
  const commits = createPartitionCommits(partitions);
  const log = partitions[0]!.committed;
  const analytics = createClusterAnalytics(settings.clickhouse);
  const refuse = async () => {
    throw new AttuneError("internal", "stores that are being moved do nothing else");
  };

  return {
    stores: {
      // The last offset that is there, whoever has passed it.
      log,
      state: {
        ...reads,
        commit: commits.commit,
        async rebuild(fill) {
          await reads.clear();
          const pages = logPages(log, { after: 0, upTo: await log.head(), entriesAtOnce: ownedAtOnce });
          for await (const entries of pages) await reads.own(entries);
          await fill();
        },
      },
      quarantine: state.quarantine,
      definitions,
      scores: state.scores,
      memberships: state.memberships,
      journeys: state.journeys,
      analytics,
      health: refuse,
      backup: refuse,
      purge: refuse,
      async close() {
        await analytics.close();
        await state.close();
      },
    },
    async settle(now) {
      const client = createRedisClient(redis);
      try {
        // Of a move that was cut short, or done before.
        await clearKin(client, createKeySpace({ instance, ...shards }));
      } finally {
        await client.close();
      }
      await settleKin({
        ...{ log, commits, partitions: partitions.length, now },
        withRecord: async (keys) => new Set((await reads.owners(keys)).identities.keys()),
      });
      await commits.evenTicks();
    },
  };
}
