import type { ClickHouseSettings } from "../clickhouse-settings.ts";
import type { JetStreamAddress } from "../jetstream-link.ts";
import type { RedisAccess } from "../redis-client.ts";
import { type ClickHouseFacts, gatherClickHouse, judgeClickHouse } from "./check-clickhouse.ts";
import { gatherJetStream, judgeJetStream } from "./check-jetstream.ts";
import { gatherRedis, judgeRedis, type RedisFacts } from "./check-redis.ts";
import { type ClusterFinding, findingsOf } from "./cluster-finding.ts";

interface CheckedCluster {
  instance: string;
  replicas: 1 | 3;
  jetstream: JetStreamAddress;
  redis: RedisAccess;
  clickhouse: ClickHouseSettings;
}

/** Times of events and windows of experiments bear some seconds; more would misplace them. */
const toleratedSkewMs = 5_000;

/** Looks at every engine that the cluster file names, without changing anything: what is wrong, in words, the engines that are well in one line each. */
export async function checkCluster(cluster: CheckedCluster, timeoutMs = 3_000): Promise<ClusterFinding[]> {
  const [jetstream, redis, clickhouse] = await Promise.all([
    gatherJetStream(cluster.jetstream, cluster.instance, timeoutMs),
    gatherRedis(cluster.redis, timeoutMs),
    gatherClickHouse(cluster.clickhouse, timeoutMs),
  ]);
  return [
    ...judgeJetStream(jetstream, cluster.replicas),
    ...judgeRedis(redis, cluster.replicas),
    ...judgeClickHouse(clickhouse, cluster.clickhouse.cluster),
    ...judgeClocks(redis, clickhouse),
  ];
}

/** Our clock is one among them: who is alone is the one to look at. */
export function judgeClocks(redis: RedisFacts, clickhouse: ClickHouseFacts): ClusterFinding[] {
  const { found, warn } = findingsOf("clocks");
  const clocks = [
    ...redis.flatMap((node) =>
      node.failure === null ? [{ name: `Redis at ${node.address}`, ms: node.clockAheadMs }] : [],
    ),
    ...clickhouse.flatMap((server) =>
      server.failure === null ? [{ name: `ClickHouse at ${server.url}`, ms: server.clockAheadMs }] : [],
    ),
  ];
  for (const { name, ms } of clocks) {
    if (Math.abs(ms) <= toleratedSkewMs) continue;
    const by = `${Math.round(Math.abs(ms) / 1_000)} s ${ms > 0 ? "ahead of" : "behind"}`;
    warn(`${name} is ${by} this node's clock.`, "Run NTP on every machine.");
  }
  return found;
}
