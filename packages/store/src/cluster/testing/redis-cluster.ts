import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { createEngineProcess, type EngineProcess, freePorts, until } from "./engine-process.ts";

/** A Redis Cluster on loopback: three masters, each with one replica. */
export interface RedisCluster {
  /** `127.0.0.1:6379`, one per node. */
  nodes: EngineProcess[];
  addresses: string[];
  close(): Promise<void>;
}

const masters = 3;

/** Debian's redis-server, in a directory that goes with `close`. Resolves when all slots are served and all replicas follow. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const directory = mkdtempSync(join(tmpdir(), "attune-redis-"));
  const ports = await freePorts(masters * 4);
  const clients = ports.slice(0, masters * 2);
  const nodes = clients.map((port, index) => {
    const home = join(directory, `r${index}`);
    mkdirSync(home);
    return createEngineProcess(
      `redis-server ${index}`,
      port,
      "redis-server",
      settings(home, port, ports[masters * 2 + index]!),
    );
  });
  await until("Redis answers", nodes, async () => clients.every((port) => redisCli(port, "ping").includes("PONG")));
  const addresses = clients.map((port) => `127.0.0.1:${port}`);
  const made = redisCli(clients[0]!, "--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes");
  if (!made.includes("All 16384 slots covered")) throw new AttuneError("internal", `Redis Cluster: ${made}`);
  await until("Redis replicas follow", nodes, async () => clients.every(isSettled));
  return {
    nodes,
    addresses,
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function settings(home: string, port: number, busPort: number): string[] {
  const values: Array<[name: string, value: string | number]> = [
    ["port", port],
    ["bind", "127.0.0.1"],
    ["dir", home],
    ["cluster-enabled", "yes"],
    ["cluster-port", busPort],
    ["cluster-node-timeout", 2_000],
    ["cluster-replica-validity-factor", 0],
    ["appendonly", "yes"],
    ["appendfsync", "everysec"],
    ["save", ""],
    ["repl-diskless-sync-delay", 0],
  ];
  return values.flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function isSettled(port: number): boolean {
  const info = redisCli(port, "cluster", "info");
  if (!info.includes("cluster_state:ok") || !info.includes(`cluster_known_nodes:${masters * 2}`)) return false;
  const replication = redisCli(port, "info", "replication");
  return replication.includes("master_link_status:up") || replication.includes("connected_slaves:1");
}

function redisCli(port: number, ...args: string[]): string {
  const { stdout, stderr } = spawnSync("redis-cli", ["-p", String(port), ...args], {
    encoding: "utf8",
    timeout: 30_000,
  });
  return `${stdout}${stderr}`;
}
