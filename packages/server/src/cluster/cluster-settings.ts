import type { ClickHouseSettings } from "@attune/store/cluster/clickhouse-settings";
import type { JetStreamAddress } from "@attune/store/cluster/jetstream-link";
import type { RedisAccess } from "@attune/store/cluster/redis-client";
import type { NodeRole } from "./cluster-file.ts";

/** cluster.yaml with its secrets and certificates read: what the stores of a cluster are opened with. It is never printed. */
export interface ClusterSettings {
  instance: string;
  roles: readonly NodeRole[];
  replicas: 1 | 3;
  /** Writers of the instance, each with its part of the people; absent: one. */
  partitions?: number;
  /** Absent: what the stores take by default. */
  shardCount?: number;
  /** Absent: those of the environment. */
  keys?: { writeKey: string; secretKey: string };
  jetstream: JetStreamAddress;
  /** Absent: as much as the servers have. */
  logBytes?: number;
  redis: RedisAccess;
  clickhouse: ClickHouseSettings;
}
