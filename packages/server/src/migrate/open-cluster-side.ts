import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import { definitionShelf } from "../accounts/book-shelves.ts";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { requireSoundCluster } from "../cluster/examine-cluster.ts";
import { lastPlaybook } from "./last-playbook.ts";
import type { Side } from "./side.ts";

/** As nodes hold it; whoever holds it while this begins has gone silent after so long. */
const leaseMs = 4_000;
const partition = 0;
/** No node can be reached under it: what is sent to the cluster meanwhile is answered with 503. */
const nobody = "http://moving.invalid";

/** The stores of a cluster whose nodes are stopped: this process is its writer until `close`. Throws `conflict` while a node writes. */
export async function openClusterSide(settings: ClusterSettings): Promise<Side> {
  if (settings.partitions !== undefined)
    throw new AttuneError(
      "bad-request",
      "An instance of several partitions is not moved there or back yet: leave `partitions` out of the cluster file.",
    );
  await requireSoundCluster(settings);
  const [{ openJetStream }, { openPartitionLease }, { openClusterStores }, { createClusterAnalytics }] =
    await Promise.all([
      import("@attune/store/cluster/jetstream-link"),
      import("@attune/store/cluster/partition-lease"),
      import("@attune/store/cluster/stores"),
      import("@attune/store/cluster/analytics"),
    ]);
  const { instance: namespace, jetstream, redis, replicas, shardCount } = settings;
  const link = await openJetStream(jetstream);
  const me = { nodeId: randomUUID(), url: nobody };
  const lease = await openPartitionLease({ link, namespace, partition, replicas, me, leaseMs });
  async function letGo(): Promise<void> {
    await lease.close();
    await link.close();
  }
  try {
    await untilMine(lease);
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

/** A node that writes says so several times meanwhile; one that was killed does not. */
async function untilMine(lease: { isMine(): boolean; holder(): { url: string } | null }): Promise<void> {
  for (const startedAt = performance.now(); !lease.isMine(); await pause(50)) {
    if (performance.now() - startedAt < leaseMs * 2) continue;
    const where = lease.holder()?.url ?? "somewhere";
    throw new AttuneError("conflict", `A node of the cluster writes, at ${where}: stop all its nodes first.`);
  }
}
