import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createEngineProcess, type EngineProcess, freePorts, until } from "./engine-process.ts";

/** A JetStream cluster on loopback. */
export interface JetStreamCluster {
  /** `127.0.0.1:4222`, one per node. */
  servers: string[];
  nodes: EngineProcess[];
  close(): Promise<void>;
}

/** Where a node runs; absent: on loopback. */
export interface NodePlace {
  host: string;
  /** Where its files lie; absent: in a directory of the test's. */
  home?: string;
  /** What starts a program there: `ip netns exec NAME`. */
  within: readonly string[];
}

const loopback: NodePlace = { host: "127.0.0.1", within: [] };

/** Debian's nats-server, in a directory that goes with `close`. Resolves when the cluster has elected and takes streams. */
export async function startJetStream(
  nodeCount: 1 | 3 = 3,
  places: readonly NodePlace[] = [],
): Promise<JetStreamCluster> {
  const directory = mkdtempSync(join(tmpdir(), "attune-nats-"));
  const ports = await freePorts(nodeCount * 2);
  const clients = ports.slice(0, nodeCount);
  const routes = ports.slice(nodeCount);
  const placeOf = (index: number) => places[index] ?? loopback;
  const hosts = clients.map((_, index) => placeOf(index).host);
  const nodes = clients.map((port, index) => {
    const file = join(directory, `n${index}.conf`);
    writeFileSync(
      file,
      configuration({ home: placeOf(index).home ?? join(directory, `n${index}`), index, port, hosts, routes }),
    );
    const [program = "nats-server", ...args] = [...placeOf(index).within, "nats-server", "-c", file];
    return createEngineProcess(`nats-server ${index}`, port, program, args);
  });
  const servers = clients.map((port, index) => `${hosts[index]}:${port}`);
  await until("JetStream's first leader", nodes, () => takesStreams(servers, nodeCount));
  return {
    servers,
    nodes,
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface NodeSettings {
  home: string;
  index: number;
  port: number;
  hosts: string[];
  routes: number[];
}

function configuration({ home, index, port, hosts, routes }: NodeSettings): string {
  const cluster = `cluster { name: attune, listen: "${hosts[index]}:${routes[index]}", routes: [${routes
    .map((route, at) => `"nats-route://${hosts[at]}:${route}"`)
    .join(", ")}] }`;
  return [
    `server_name: n${index}`,
    `listen: "${hosts[index]}:${port}"`,
    `jetstream { store_dir: "${home}", max_memory_store: 64MB, max_file_store: 8GB }`,
    // A group's write set may be larger than the default of 1 MB.
    "max_payload: 8MB",
    ...(routes.length > 1 ? [cluster] : []),
  ].join("\n");
}

async function takesStreams(servers: string[], replicas: number): Promise<boolean> {
  const connection = await connect({ servers, timeout: 1_000, reconnect: false });
  try {
    const manager = await jetstreamManager(connection, { timeout: 1_000 });
    await manager.streams.add({ name: "probe", subjects: ["probe"], num_replicas: replicas });
    await manager.streams.delete("probe");
    return true;
  } finally {
    await connection.close();
  }
}
