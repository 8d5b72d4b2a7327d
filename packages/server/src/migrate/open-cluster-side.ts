import { definitionShelf } from "../accounts/book-shelves.ts";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { requireSoundCluster } from "../cluster/examine-cluster.ts";
import { holdLeases } from "./hold-leases.ts";
import { lastPlaybook } from "./last-playbook.ts";
import { openPartitionsSide } from "./open-partitions-side.ts";
import type { Side } from "./side.ts";

const partition = 0;

/** The stores of a cluster whose nodes are stopped: this process is its writer until `close`. Throws `conflict` while a node writes. */
export async function openClusterSide(settings: ClusterSettings): Promise<Side> {
  await requireSoundCluster(settings);
  if (settings.partitions !== undefined) return openPartitionsSide(settings, settings.partitions);
  const [{ openJetStream }, { requireFittingInstance }, { openClusterStores }, { createClusterAnalytics }] =
    await Promise.all([
      import("@attune/store/cluster/jetstream-link"),
      import("@attune/store/cluster/require-fitting-instance"),
      import("@attune/store/cluster/stores"),
      import("@attune/store/cluster/analytics"),
    ]);
  const { instance: namespace, jetstream, redis, replicas, shardCount } = settings;
  const link = await openJetStream(jetstream);
  const leases = await holdLeases({ link, namespace, replicas }, [partition]);
  async function letGo(): Promise<void> {
    await leases.close();
    await link.close();
  }
  try {
    // Of several partitions the first alone would be moved, and nobody told.
    await requireFittingInstance(link, { namespace, replicas, partitions: 1 });
    await leases.untilMine();
    const stores = await openClusterStores({
      namespace,
      jetstream,
      redis,
      replicas,
      ...(shardCount === undefined ? {} : { shardCount }),
      analytics: createClusterAnalytics(settings.clickhouse),
    });
    return {
      stores,
      accounts: definitionShelf(stores.definitions),
      ...(await lastPlaybook(stores.definitions)),
      // Nodes find by themselves what they serve, and who holds the writer's lease says who does.
      takesIn: (old) => old,
      settle: async () => {},
      takeOver: async () => {},
      handOver: async () => {},
      async close() {
        await stores.close();
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
