import { Redis } from "ioredis";
import type { RedisAccess } from "../redis-client.ts";
import { type ClusterFinding, findingsOf, isOlder, megabytes, well } from "./cluster-finding.ts";

/** `WAIT`, functions of scripts and replica information as used here. */
const oldest = "7.0";
const fillingUp = 0.85;

interface RedisNode {
  address: string;
  version: string;
  clusterEnabled: boolean;
  clusterState: string;
  slotsServed: number;
  /** Of all masters that the node knows: how many replicas follow each. */
  replicasByMaster: Record<string, number>;
  evictionPolicy: string;
  appendOnly: boolean;
  usedBytes: number;
  /** 0: no limit. */
  limitBytes: number;
  /** The server's clock less ours, halfway through the round trip; milliseconds. */
  clockAheadMs: number;
}

export type RedisFacts = Array<{ address: string; failure: string } | (RedisNode & { failure: null })>;

export async function gatherRedis(access: RedisAccess, timeoutMs: number): Promise<RedisFacts> {
  return await Promise.all(access.addresses.map((address) => gatherNode(address, access, timeoutMs)));
}

async function gatherNode(address: string, access: RedisAccess, timeoutMs: number): Promise<RedisFacts[number]> {
  const colon = address.lastIndexOf(":");
  const redis = new Redis({
    host: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    ...(access.username === undefined ? {} : { username: access.username }),
    ...(access.password === undefined ? {} : { password: access.password }),
    ...(access.tls === undefined ? {} : { tls: access.tls }),
  });
  // The promise tells the same.
  let socketTrouble = "";
  redis.on("error", (error: Error) => {
    socketTrouble = error.message;
  });
  try {
    await redis.connect();
    const before = Date.now();
    const [seconds, micros] = await redis.time();
    const middle = (before + Date.now()) / 2;
    const info = fieldsOf(await redis.info());
    const enabled = info.get("cluster_enabled") === "1";
    const cluster = enabled ? fieldsOf((await redis.call("CLUSTER", "INFO")) as string) : new Map<string, string>();
    return {
      address,
      failure: null,
      version: info.get("redis_version") ?? "unknown",
      clusterEnabled: enabled,
      clusterState: cluster.get("cluster_state") ?? "none",
      slotsServed: Number(cluster.get("cluster_slots_ok") ?? 0),
      replicasByMaster: enabled ? countReplicas((await redis.call("CLUSTER", "NODES")) as string) : {},
      evictionPolicy: info.get("maxmemory_policy") ?? "unknown",
      appendOnly: info.get("aof_enabled") === "1",
      usedBytes: Number(info.get("used_memory") ?? 0),
      limitBytes: Number(info.get("maxmemory") ?? 0),
      clockAheadMs: Number(seconds) * 1_000 + Number(micros) / 1_000 - middle,
    };
  } catch (error) {
    return { address, failure: socketTrouble || (error as Error).message };
  } finally {
    redis.disconnect();
  }
}

function fieldsOf(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): Array<[string, string]> => {
      const colon = line.indexOf(":");
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
}

/** From CLUSTER NODES: `id address flags master … link-state slots`. Nodes that failed do not count. */
export function countReplicas(nodes: string): Record<string, number> {
  const lines = nodes
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" "));
  const serves = (flags: string | undefined, link: string | undefined) =>
    flags !== undefined && !/fail|handshake|noaddr/.test(flags) && link === "connected";
  const masters = lines.filter(
    ([, , flags, , , , , link, ...slots]) => flags?.includes("master") && serves(flags, link) && slots.length > 0,
  );
  return Object.fromEntries(
    masters.map(([id = "", address = ""]) => {
      const following = lines.filter(([, , flags, master, , , , link]) => master === id && serves(flags, link));
      return [address.split("@")[0] ?? address, following.length];
    }),
  );
}

const allSlots = 16_384;

export function judgeRedis(facts: RedisFacts, replicas: number): ClusterFinding[] {
  const { found, refuse, error, warn } = findingsOf("redis");
  const there = facts.flatMap((node) => (node.failure === null ? [node] : []));
  for (const { address, failure } of facts)
    if (failure !== null)
      error(
        `Redis at ${address} does not answer: ${failure}.`,
        "Start it, or mend its address, its password or its certificate in the cluster file.",
      );
  if (there.length === 0)
    refuse("No Redis node answers.", "Profiles lie there: start most of the masters or their replicas.");
  for (const node of there) judgeNode(node, { refuse, error, warn });
  const [node] = there.filter(({ clusterEnabled }) => clusterEnabled);
  if (node !== undefined) {
    if (node.clusterState !== "ok" || node.slotsServed < allSlots)
      refuse(
        `Redis Cluster serves ${node.slotsServed} of ${allSlots} slots (state ${node.clusterState}).`,
        "Bring the missing master or its replica back: `redis-cli --cluster check` shows which.",
      );
    const alone = Object.entries(node.replicasByMaster).filter(([, count]) => count === 0);
    const tell = replicas > 1 ? error : warn;
    for (const [master] of alone)
      tell(
        `Redis master ${master} has no replica.`,
        "Add one: `redis-cli --cluster add-node NEW EXISTING --cluster-slave`. Its loss would stop what concerns a part of all people.",
      );
    if (replicas > 1 && Object.keys(node.replicasByMaster).length < 3)
      error(
        `Redis Cluster has ${Object.keys(node.replicasByMaster).length} masters; a failover is voted by at least 3.`,
        "Add masters.",
      );
  }
  if (found.length === 0 && node !== undefined)
    found.push(
      well(
        "redis",
        `Redis ${node.version}: ${Object.keys(node.replicasByMaster).length} masters with replicas, all slots served.`,
      ),
    );
  return found;
}

function judgeNode(
  node: RedisNode,
  { refuse, error, warn }: Pick<ReturnType<typeof findingsOf>, "refuse" | "error" | "warn">,
): void {
  const { address, version, clusterEnabled, evictionPolicy, appendOnly, usedBytes, limitBytes } = node;
  if (isOlder(version, oldest))
    refuse(`Redis at ${address} is ${version}.`, `Upgrade it: ${oldest} or newer is needed.`);
  if (!clusterEnabled)
    refuse(
      `Redis at ${address} is no cluster.`,
      "Set `cluster-enabled yes`; a cluster of one node will do for a trial.",
    );
  if (evictionPolicy !== "noeviction")
    refuse(
      `Redis at ${address} would throw profiles away when it is full (maxmemory-policy ${evictionPolicy}).`,
      "Set `maxmemory-policy noeviction`.",
    );
  if (!appendOnly)
    warn(
      `Redis at ${address} keeps nothing on disk.`,
      "Set `appendonly yes`: else a restart of all nodes means a replay of the whole log.",
    );
  if (limitBytes > 0 && usedBytes > fillingUp * limitBytes)
    error(
      `Redis at ${address} has used ${megabytes(usedBytes)} of its ${megabytes(limitBytes)}.`,
      "Add masters or memory: a full Redis refuses events with 503.",
    );
}
