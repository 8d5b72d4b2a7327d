import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { JetStreamLink } from "@attune/store/cluster/jetstream-link";
import type { PartitionLease } from "@attune/store/cluster/partition-lease";

/** As nodes hold it; whoever holds it while this begins has gone silent after so long. */
const leaseMs = 4_000;
/** No node can be reached under it: what is sent to the cluster meanwhile is answered with 503. */
const nobody = "http://moving.invalid";

/** The word that this process, and no node, writes these partitions. */
export interface HeldLeases {
  /** Rejects with `conflict` while a node writes one of them. */
  untilMine(): Promise<void>;
  close(): Promise<void>;
}

export async function holdLeases(
  place: { link: JetStreamLink; namespace: string; replicas: number },
  partitions: readonly number[],
): Promise<HeldLeases> {
  const { openPartitionLease } = await import("@attune/store/cluster/partition-lease");
  const me = { nodeId: randomUUID(), url: nobody };
  const leases = await Promise.all(
    partitions.map((partition) => openPartitionLease({ ...place, partition, me, leaseMs })),
  );
  return {
    async untilMine() {
      await Promise.all(leases.map(untilMine));
    },
    async close() {
      await Promise.all(leases.map((lease) => lease.close()));
    },
  };
}

/** A node that writes says so several times meanwhile; one that was killed does not. */
async function untilMine(lease: PartitionLease): Promise<void> {
  for (const startedAt = performance.now(); !lease.isMine(); await pause(50)) {
    if (performance.now() - startedAt < leaseMs * 2) continue;
    const where = lease.holder()?.url ?? "somewhere";
    throw new AttuneError("conflict", `A node of the cluster writes, at ${where}: stop all its nodes first.`);
  }
}
