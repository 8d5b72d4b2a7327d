import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnginesUnderTest, freshNamespace } from "@attune/store/cluster/testing/engines-under-test";
import { startClickHouse } from "@attune/store/cluster/testing/start-clickhouse";
import pino from "pino";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { type ClusterNode, startClusterNode } from "../cluster/start-cluster-node.ts";
import { basic } from "./memory-app.ts";

const keys = { writeKey: "wk_cluster", secretKey: "sk_cluster" };

/** What requests to its nodes say. */
export const clusterHeaders = { ...basic(keys.secretKey), "content-type": "application/json" };

/** An instance on the engines of this run, whose nodes are in this process. */
export interface ClusterPlace {
  settings: ClusterSettings;
  /** Why nodes were told to end. */
  replaced: string[];
  start(name: string, changed?: Partial<ClusterSettings>): Promise<ClusterNode>;
  /** When all nodes are closed. */
  close(): Promise<void>;
}

export async function openClusterPlace(
  { jetstream, redis }: EnginesUnderTest,
  more: Partial<ClusterSettings> = {},
): Promise<ClusterPlace> {
  const directory = await mkdtemp(join(tmpdir(), "attune-nodes-"));
  const clickhouse = await startClickHouse("");
  const settings: ClusterSettings = {
    instance: freshNamespace(),
    roles: ["collect", "decide", "process", "jobs"],
    replicas: 3,
    shardCount: 8,
    jetstream: { servers: jetstream },
    redis: { addresses: redis },
    clickhouse: clickhouse.settings,
    ...keys,
    ...more,
  };
  const replaced: string[] = [];
  return {
    settings,
    replaced,
    start: (name, changed = {}) =>
      startClusterNode({
        settings: { ...settings, ...changed },
        dataDirectory: join(directory, name),
        configFile: null,
        listen: { host: "127.0.0.1", port: 0 },
        publicUrl: null,
        advertisedUrl: null,
        environment: {
          ...keys,
          logLevel: "silent",
          workingDirectory: directory,
          projectDirectory: new URL("../../../..", import.meta.url),
          stdout: process.stdout,
          stderr: process.stderr,
        },
        log: pino({ level: process.env.ATTUNE_TEST_LOG ?? "silent" }),
        onReplaced: (reason) => void replaced.push(reason),
      }),
    async close() {
      await clickhouse.close();
      await rm(directory, { recursive: true });
    },
  };
}
