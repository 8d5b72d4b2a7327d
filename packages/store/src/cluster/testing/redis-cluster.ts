import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { createEngineProcess, type EngineProcess, freePorts, until } from "./engine-process.ts";
import type { NodePlace } from "./jetstream-cluster.ts";

/** A Redis Cluster, on loopback unless said otherwise: three masters, each with one replica. */
export interface RedisCluster {
  /** `127.0.0.1:6379`, one per node. */
  nodes: EngineProcess[];
  addresses: string[];
  close(): Promise<void>;
}

const masters = 3;

/** Debian's redis-server, in a directory that goes with `close`. Resolves when all slots are served and all replicas follow. */
export async function startRedisCluster(places: readonly NodePlace[] = []): Promise<RedisCluster> {
  const directory = mkdtempSync(join(tmpdir(), "attune-redis-"));
  const ports = await freePorts(masters * 4);
  const clients = ports.slice(0, masters * 2);
  const hostOf = (index: number) => places[index]?.host ?? "127.0.0.1";
  const nodes = clients.map((port, index) => {
    const home = places[index]?.home ?? join(directory, `r${index}`);
    mkdirSync(home, { recursive: true });
    const within = places[index]?.within ?? [];
    const server = [
      "redis-server",
      ...settings({ home, port, host: hostOf(index), busPort: ports[masters * 2 + index]! }),
    ];
    const [program = "redis-server", ...args] = [...within, ...server];
    return createEngineProcess(`redis-server ${index}`, port, program, args);
  });
  const addresses = clients.map((port, index) => `${hostOf(index)}:${port}`);
  await until("Redis answers", nodes, async () => addresses.every((at) => redisCli(at, "ping").includes("PONG")));
  const made = redisCli(addresses[0]!, "--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes");
  if (!made.includes("All 16384 slots covered")) throw new AttuneError("internal", `Redis Cluster: ${made}`);
  await until("Redis replicas follow", nodes, async () => addresses.every(isSettled));
  return {
    nodes,
    addresses,
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface NodeSettings {
  home: string;
  host: string;
  port: number;
  busPort: number;
}

function settings({ home, host, port, busPort }: NodeSettings): string[] {
  const values: Array<[name: string, value: string | number]> = [
    ["port", port],
    ["bind", host],
    ["protected-mode", "no"],
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

function isSettled(address: string): boolean {
  const info = redisCli(address, "cluster", "info");
  if (!info.includes("cluster_state:ok") || !info.includes(`cluster_known_nodes:${masters * 2}`)) return false;
  const replication = redisCli(address, "info", "replication");
  return replication.includes("master_link_status:up") || replication.includes("connected_slaves:1");
}

function redisCli(address: string, ...args: string[]): string {
  const [host = "", port = ""] = address.split(":");
  const { stdout, stderr } = spawnSync("redis-cli", ["-h", host, "-p", port, ...args], {
    encoding: "utf8",
    timeout: 30_000,
  });
  return `${stdout}${stderr}`;
}
