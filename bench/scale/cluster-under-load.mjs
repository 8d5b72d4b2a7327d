// Three nodes of JetStream, six of Redis Cluster, chDB behind ClickHouse's HTTP interface, and one node of ours, all on this machine.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connectClickHouse } from "../../packages/store/dist/cluster/clickhouse-connection.js";
import { openJetStream } from "../../packages/store/dist/cluster/jetstream-link.js";
import { createRedisClient } from "../../packages/store/dist/cluster/redis-client.js";
import { startJetStream } from "../../packages/store/dist/cluster/testing/jetstream-cluster.js";
import { startRedisCluster } from "../../packages/store/dist/cluster/testing/redis-cluster.js";
import { startClickHouse } from "../../packages/store/dist/cluster/testing/start-clickhouse.js";
import { basic, root } from "../running/server.mjs";

const keys = { ATTUNE_WRITE_KEY: "wk_bench", ATTUNE_SECRET_KEY: "sk_bench", ATTUNE_CLICKHOUSE_PASSWORD: "secret" };

export async function openCluster(config) {
  const directory = mkdtempSync(join(tmpdir(), "attune-scale-"));
  const [jetstream, redis, clickhouse] = [await startJetStream(), await startRedisCluster(), await startClickHouse("")];
  writeFileSync(join(directory, "attune.yaml"), config);
  writeFileSync(
    join(directory, "cluster.yaml"),
    JSON.stringify({
      instance: "bench",
      jetstream: { servers: jetstream.servers },
      redis: { nodes: redis.addresses },
      clickhouse: {
        urls: clickhouse.settings.urls,
        database: clickhouse.settings.database,
        username: clickhouse.settings.username,
        password: { variable: "ATTUNE_CLICKHOUSE_PASSWORD" },
      },
    }),
  );
  const args = ["serve", "--cluster", join(directory, "cluster.yaml"), "--config", join(directory, "attune.yaml")];
  const child = spawn(
    process.execPath,
    [
      join(root, "packages/server/dist/main.js"),
      ...args,
      "--data-dir",
      join(directory, "node"),
      "--port",
      "0",
      "--json",
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...keys, ATTUNE_LOG_LEVEL: "error" } },
  );
  // However this process ends, its node ends with it.
  process.once("SIGTERM", () => process.exit(1));
  process.on("exit", () => child.kill("SIGKILL"));
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(JSON.parse(text.slice(0, text.indexOf("\n"))));
    });
    child.on("exit", (code) => reject(new Error(`the node ended with ${code}`)));
  });
  const ask = async (path) => {
    const answer = await fetch(`${ready.url}${path}`, { headers: { authorization: basic(keys.ATTUNE_SECRET_KEY) } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await untilReady();
  const connection = connectClickHouse(clickhouse.settings);
  const link = await openJetStream({ servers: jetstream.servers });

  async function untilReady() {
    for (let attempt = 0; attempt < 300; attempt++) {
      const answer = await fetch(`${ready.url}/health/ready`).catch(() => undefined);
      if (answer?.ok === true) return;
      await pause(200);
    }
    throw new Error("the node was not ready within a minute");
  }
  /** By what it is kept for, estimated from a tenth of the keys; masters alone. */
  async function redisBytes() {
    const found = {
      "redis profiles": 0,
      "redis identities": 0,
      "redis offsets": 0,
      "redis messages seen": 0,
      "redis rest": 0,
    };
    const client = createRedisClient({ addresses: redis.addresses });
    await client.onMasters(async (master) => {
      for await (const keys of master.scanStream({ count: 1_000 })) {
        const asked = keys.filter((key) => !/}[a-z]:/.test(key) || Math.random() < 0.1);
        const sizes = await Promise.all(asked.map((key) => master.memory("USAGE", key, "SAMPLES", 0)));
        for (const [index, key] of asked.entries()) {
          const weight = /}[a-z]:/.test(key) ? 10 : 1;
          found[kindOf(key)] += weight * Number(sizes[index] ?? 0);
        }
      }
    });
    await client.close();
    return found;
  }
  /** JetStream: one copy. Redis: masters alone. */
  async function bytes() {
    let logBytes = 0;
    // The redo stream is bounded and emptied; what stays is the log.
    for await (const { config: stream, state } of link.manager.streams.list())
      if (!stream.name.includes("-redo-")) logBytes += state.bytes;
    const parts = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active FORMAT TabSeparated";
    return {
      jetstream: logBytes,
      ...(await redisBytes()),
      analytics: Number(await connection.ask({ sql: parts, timeoutMs: 10_000 })),
    };
  }
  return {
    url: ready.url,
    writeKey: keys.ATTUNE_WRITE_KEY,
    processes: () => ({
      attune: [ready.pid],
      jetstream: jetstream.nodes.map((node) => node.pid()),
      redis: redis.nodes.map((node) => node.pid()),
      analytics: [clickhouse.pid],
    }),
    settled: () => ask("/v1/measure/totals"),
    bytes,
    async bytesAtRest() {
      await pause(15_000);
      return bytes();
    },
    profiles: async () => (await ask("/v1/doctor")).stores.profiles,
    async close() {
      await connection.close();
      await link.close();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      await Promise.all([jetstream.close(), redis.close(), clickhouse.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function kindOf(key) {
  const name = key.slice(key.indexOf("}") + 1);
  if (name.startsWith("p:")) return "redis profiles";
  if (name.startsWith("i:")) return "redis identities";
  if (name.startsWith("e:")) return "redis offsets";
  return name === "seen" ? "redis messages seen" : "redis rest";
}
