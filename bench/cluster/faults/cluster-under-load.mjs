/** A whole cluster on loopback (three nodes of JetStream, six of Redis, analytics, nodes of ours). */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openJetStream } from "../../../packages/store/dist/cluster/jetstream-link.js";
import { logStreams } from "../../../packages/store/dist/cluster/log-streams.js";
import { startJetStream } from "../../../packages/store/dist/cluster/testing/jetstream-cluster.js";
import { startRedisCluster } from "../../../packages/store/dist/cluster/testing/redis-cluster.js";
import { startClickHouse } from "../../../packages/store/dist/cluster/testing/start-clickhouse.js";
import { ask } from "./ask.mjs";
import { openDisks } from "./disks.mjs";
import { openNamespaces } from "./namespaces.mjs";

const main = fileURLToPath(new URL("../../../packages/server/dist/main.js", import.meta.url));
const timing = new URL("./time-decisions.mjs", import.meta.url).href;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const instance = "faults";
const shards = 64;

const servers = 3;
const redisNodes = 6;
const masters = 3;

/**
 * Each part in a namespace of its own, and the first of the log and of Redis on disks of their own, where this machine lets us.
 * @param skewMs by how much the clocks of all nodes of ours but the first are ahead
 * @param playbook attune.yaml; null: none
 * @param partitions of the log, each with a writer
 */
export async function startCluster(nodeCount, { skewMs = 0, playbook = null, partitions = 1 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "attune-faults-"));
  const network = openNamespaces(servers + redisNodes + nodeCount);
  const disks = openDisks(servers + masters);
  const places = Array.from({ length: servers + redisNodes }, (_, index) => placeOf(index, network, disks));
  const [jetstream, redis, clickhouse] = await Promise.all([
    startJetStream(servers, places.slice(0, servers)),
    startRedisCluster(places.slice(servers)),
    startClickHouse(undefined, network?.outside),
  ]);
  const file = join(directory, "cluster.yaml");
  const { urls, database, username, password } = clickhouse.settings;
  writeFileSync(join(directory, "password"), password, { mode: 0o600 });
  const analytics = { urls, database, username, password: { file: "password" } };
  const settings = {
    instance,
    shards,
    jetstream: { servers: jetstream.servers },
    redis: { nodes: redis.addresses },
    clickhouse: analytics,
    ...(partitions === 1 ? {} : { partitions: { count: partitions } }),
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  const config = playbook === null ? [] : ["--config", join(directory, "attune.yaml")];
  if (playbook !== null) writeFileSync(config[1], playbook);
  const nodes = await Promise.all(
    Array.from({ length: nodeCount }, (_, index) =>
      startNode(
        ["--cluster", file, "--data-dir", join(directory, `node-${index}`), ...config],
        index === 0 ? 0 : skewMs,
        network?.places[servers + redisNodes + index],
      ),
    ),
  );
  const cluster = { jetstream, redis, clickhouse, nodes, settings, file, network, disks, partitions };
  return {
    ...cluster,
    writer: () => findWriter(nodes),
    logLeader: () => findLogLeader(jetstream),
    messages: () => countMessages(jetstream),
    async close() {
      await Promise.all(nodes.map((node) => node.end()));
      await Promise.all([jetstream.close(), redis.close(), clickhouse.close()]);
      network?.close();
      disks?.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Of the log's three, then of Redis' six, of which the first three begin as masters. */
function placeOf(index, network, disks) {
  const { host = "127.0.0.1", within = [] } = network?.places[index] ?? {};
  const home = index < servers + masters ? disks?.homes[index] : undefined;
  return { host, within, ...(home === undefined ? {} : { home }) };
}

/** For cutting off: the place of a part among all namespaces. */
export const partAt = {
  server: (index) => index,
  redis: (index) => servers + index,
  node: (index) => servers + redisNodes + index,
};

/** A node that is started again whenever it ends, on the port it had. */
async function startNode(options, skewMs, { host = "127.0.0.1", within = [] } = {}) {
  const env = {
    ...process.env,
    ATTUNE_WRITE_KEY: "wk_bench",
    ATTUNE_SECRET_KEY: "sk_bench",
    ATTUNE_LOG_LEVEL: "error",
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(skewedClock(skewMs))}`,
  };
  let child;
  let ended = false;
  let port = 0;
  async function start() {
    const args = [main, "serve", ...options, "--port", String(port), "--host", host, "--json"];
    const [program, ...programArgs] = [
      ...within,
      "setpriv",
      "--pdeathsig",
      "KILL",
      "--",
      process.execPath,
      ...watching(),
      ...args,
    ];
    child = spawn(program, programArgs, {
      env,
      stdio: ["ignore", "pipe", process.env.SHOW_NODES === undefined ? "ignore" : "inherit"],
    });
    const mine = child;
    return new Promise((resolve) => {
      // Also one that ended before it was ready: engines may be choosing leaders.
      child.once("exit", () => {
        if (!ended && child === mine) setTimeout(() => resolve(start()), 500);
      });
      child.stdout.once("data", (line) => {
        const ready = JSON.parse(line);
        port = Number(new URL(ready.url).port);
        resolve(ready.url);
      });
    });
  }
  const url = await start();
  return {
    url,
    signal: (name) => child.kill(name),
    pid: () => child.pid,
    async end() {
      ended = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** PROFILE_NODES: a directory for what V8 saw each node do; TIME_NODES: one for how long each node took for its decisions. */
function watching() {
  const { PROFILE_NODES, TIME_NODES } = process.env;
  return [
    ...(PROFILE_NODES === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${PROFILE_NODES}`]),
    ...(TIME_NODES === undefined ? [] : ["--import", timing]),
  ];
}

/** A clock that is ahead, and that goes on by an hour with each SIGUSR2. */
const skewedClock = (skewMs) => `
  const Right = Date;
  let aheadMs = ${skewMs};
  process.on("SIGUSR2", () => { aheadMs += 3_600_000; });
  globalThis.Date = class extends Right {
    constructor(...given) { super(...(given.length === 0 ? [Right.now() + aheadMs] : given)); }
    static now() { return Right.now() + aheadMs; }
  };`;

export async function withLink(servers, work) {
  const link = await openJetStream({ servers });
  try {
    return await work(link);
  } finally {
    await link.close();
  }
}

/** The node that holds the lease. */
async function findWriter(nodes) {
  for (let turn = 0; turn < 300; turn++) {
    for (const node of nodes) {
      // A node that stands by refuses what another has handed on; the one that writes answers.
      const answer = await ask(node.url, "/v1/doctor", { headers: { "x-attune-forwarded": "1" }, timeoutMs: 2_000 });
      if (answer.status === 200) return node;
    }
    await pause(100);
  }
  throw new Error("no node writes");
}

async function findLogLeader(jetstream) {
  const leader = await withLink(jetstream.servers, async ({ manager }) => {
    const { cluster } = await manager.streams.info(logStreams(instance, 0).log);
    return cluster.leader;
  });
  return jetstream.nodes[Number(leader.slice(1))];
}

/** How many messages each stream of the instance has had so far. */
async function countMessages(jetstream) {
  return withLink(jetstream.servers, async ({ manager }) => {
    const counts = {};
    for await (const { config, state } of manager.streams.list())
      if (config.name.startsWith(instance)) counts[config.name.slice(instance.length + 1)] = state.last_seq;
    return counts;
  });
}
