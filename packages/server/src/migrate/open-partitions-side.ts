import { randomUUID } from "node:crypto";
import { createPartitionWriter } from "@attune/engine/runtime/partition-writer";
import type { OpenPartition } from "@attune/store/cluster/partition-store";
import { definitionShelf } from "../accounts/book-shelves.ts";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { followFoldSettings } from "../cluster/follow-fold-settings.ts";
import { holdLeases } from "./hold-leases.ts";
import { lastPlaybook } from "./last-playbook.ts";
import { openMovedPartitions } from "./moved-partitions.ts";
import { renumberStores } from "./renumber-stores.ts";
import type { Side } from "./side.ts";

const patienceMs = 15_000;

/**
 * The stores of a cluster of several partitions whose nodes are stopped: this process writes all of them until `close`. Throws `conflict` while a node writes one.
 *
 * @param entriesInBlock of `renumberLog`
 */
export async function openPartitionsSide(
  settings: ClusterSettings,
  count: number,
  entriesInBlock?: number,
): Promise<Side> {
  const [{ openJetStream }, { openPartition }, { requireFittingInstance }, { openClusterDefinitionStore }] =
    await Promise.all([
      import("@attune/store/cluster/jetstream-link"),
      import("@attune/store/cluster/partition-store"),
      import("@attune/store/cluster/require-fitting-instance"),
      import("@attune/store/cluster/definition-store"),
    ]);
  const { instance: namespace, jetstream, redis, replicas, shardCount } = settings;
  const shards = shardCount === undefined ? {} : { shardCount };
  const link = await openJetStream(jetstream);
  const place = { link, namespace, replicas };
  const all = Array.from({ length: count }, (_, partition) => partition);
  /** What is to be closed, the last first. */
  const opened: Array<() => Promise<unknown>> = [() => link.close()];
  async function close(): Promise<void> {
    for (const end of opened.splice(0).reverse()) await end();
  }
  try {
    await requireFittingInstance(link, { namespace, replicas, partitions: count });
    const leases = await holdLeases(place, all);
    opened.push(() => leases.close());
    await leases.untilMine();
    const partitions: OpenPartition[] = [];
    for (const partition of all) {
      const store = await openPartition({
        ...{ namespace, partition, partitions: count, replicas, jetstream, redis },
        ...shards,
      });
      opened.push(() => store.close());
      partitions.push(store);
    }
    await deliverLetters(partitions, place);
    const definitions = await openClusterDefinitionStore({ ...place, writerId: randomUUID(), patienceMs });
    opened.push(() => definitions.close());
    const moved = await openMovedPartitions({ settings, partitions, definitions });
    opened.push(() => moved.stores.close());
    return {
      stores: moved.stores,
      accounts: definitionShelf(definitions),
      ...(await lastPlaybook(definitions)),
      takesIn: (old) => renumberStores(old, count, entriesInBlock),
      settle: moved.settle,
      takeOver: async () => {},
      handOver: async () => {},
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the nodes had on its way when they were stopped comes to its end: entries that were handed in, and entries to be changed. */
async function deliverLetters(
  partitions: readonly OpenPartition[],
  place: Parameters<typeof followFoldSettings>[0],
): Promise<void> {
  const fold = await followFoldSettings(place, () => {});
  const { settings } = fold;
  const writers = partitions.map((store) => createPartitionWriter({ store, settings, onCarriedOut: () => {} }));
  // An instance that nobody has begun has no salt, and no letters.
  for (let taken = settings.salt === "" ? 0 : 1; taken > 0; ) {
    taken = 0;
    for (const writer of writers) taken += await writer.takeLetters();
  }
  for (const writer of writers) await writer.close();
  await fold.close();
}
