/** A whole cluster on loopback (three nodes of JetStream, six of Redis, analytics, nodes of ours) with senders that know what was acknowledged. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openClusterState } from "../../../packages/store/dist/cluster/cluster-state.js";
import { openJetStream } from "../../../packages/store/dist/cluster/jetstream-link.js";
import { createLogReader } from "../../../packages/store/dist/cluster/log-reader.js";
import { logStreams } from "../../../packages/store/dist/cluster/log-streams.js";
import { createLongMessages } from "../../../packages/store/dist/cluster/long-messages.js";
import { startJetStream } from "../../../packages/store/dist/cluster/testing/jetstream-cluster.js";
import { startRedisCluster } from "../../../packages/store/dist/cluster/testing/redis-cluster.js";
import { startClickHouse } from "../../../packages/store/dist/cluster/testing/start-clickhouse.js";
import { openDisks } from "./disks.mjs";
import { openNamespaces } from "./namespaces.mjs";

const main = fileURLToPath(new URL("../../../packages/server/dist/main.js", import.meta.url));
const timing = new URL("./time-decisions.mjs", import.meta.url).href;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const instance = "faults";
const shards = 64;

const servers = 3;
const redisNodes = 6;
const masters = 3;

/**
 * Each part in a namespace of its own, and the first of the log and of Redis on disks of their own, where this machine lets us.
 * @param skewMs by how much the clocks of all nodes of ours but the first are ahead
 * @param playbook attune.yaml; null: none
 */
export async function startCluster(nodeCount, { skewMs = 0, playbook = null } = {}) {
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
  const cluster = { jetstream, redis, clickhouse, nodes, settings, file, network, disks };
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
    child.once("exit", () => {
      if (!ended && child === mine) setTimeout(() => void start(), 500);
    });
    return new Promise((resolve) => {
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

async function withLink(servers, work) {
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

async function ask(base, path, { body, headers = {}, timeoutMs = 5_000 } = {}) {
  try {
    const response = await fetch(base + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: "Bearer sk_bench", "content-type": "application/json", ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch (error) {
    return { status: 0, body: error.message };
  }
}

/** Senders that never give up on a batch, and know what was acknowledged and when; and askers of decisions that take what they get. */
export function startLoad(nodes, { senders = 8, askers = 2, people = 400, random }) {
  const acknowledged = new Map();
  const ackedAt = [];
  const decidedAt = [];
  const refused = { events: 0, decisions: 0 };
  let stopping = false;
  let batches = 0;

  async function send(turn) {
    for (let at = turn; !stopping; at++) {
      const batch = Array.from({ length: 10 }, (_, index) => ({
        type: "track",
        event: "Product Viewed",
        anonymousId: `person-${Math.floor(random() * people)}`,
        messageId: `m-${turn}-${at}-${index}`,
        timestamp: new Date().toISOString(),
        properties: { product_id: `mug-${index}` },
      }));
      batches += 1;
      for (;;) {
        const node = nodes[Math.floor(random() * nodes.length)];
        const { status } = await ask(node.url, "/v1/batch", { body: { batch }, timeoutMs: 6_000 });
        if (status === 200) break;
        refused.events += 1;
        await pause(100);
      }
      ackedAt.push(performance.now());
      for (const event of batch) acknowledged.set(event.messageId, event.anonymousId);
      await pause(60);
    }
  }

  async function decide() {
    while (!stopping) {
      const node = nodes[Math.floor(random() * nodes.length)];
      const body = { anonymousId: `person-${Math.floor(random() * people)}`, placements: ["home"] };
      const { status } = await ask(node.url, "/v1/decide", { body, timeoutMs: 2_000 });
      if (status === 200) decidedAt.push(performance.now());
      else refused.decisions += 1;
      await pause(40);
    }
  }

  const running = [
    ...Array.from({ length: senders }, (_, index) => send(index * 1_000_000)),
    ...Array.from({ length: askers }, decide),
  ];
  return {
    acknowledged,
    refused,
    /** The longest time after `since` without an acknowledgement, or a decision, in seconds. */
    longestGaps: (since) => ({ events: longestGap(ackedAt, since), decisions: longestGap(decidedAt, since) }),
    acknowledgedAfter: (since) => ackedAt.filter((at) => at > since).length,
    batches: () => batches,
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

function longestGap(times, since) {
  const after = [since, ...times.filter((at) => at > since), performance.now()];
  let longest = 0;
  for (let index = 1; index < after.length; index++) longest = Math.max(longest, after[index] - after[index - 1]);
  return Number((longest / 1_000).toFixed(1));
}

/**
 * A leader of the log that was cut off answers for some seconds as if it still were one, and a new connection may be to it: waits until a leader names all
 * its replicas as current.
 */
async function untilReplicasFollow(jetstream) {
  for (let turn = 0; turn < 120; turn++) {
    const isWhole = await withLink(jetstream.servers, async ({ manager }) => {
      const { cluster } = await manager.streams.info(logStreams(instance, 0).log);
      return cluster.leader && cluster.replicas.length === 2 && cluster.replicas.every(({ current }) => current);
    }).catch(() => false);
    if (isWhole) return;
    await pause(500);
  }
  throw new Error("the log's replicas do not follow");
}

/** Looks into the engines themselves: the log, each profile, and analytics, against what was acknowledged. */
export async function verify(cluster, acknowledged) {
  await untilReplicasFollow(cluster.jetstream);
  const inLog = new Map();
  const owners = new Map();
  await withLink(cluster.jetstream.servers, async (link) => {
    const streams = logStreams(instance, 0);
    const reader = createLogReader(link, streams, createLongMessages(link, streams, 5_000));
    const last = await reader.lastSequence();
    for (let sequence = 1; sequence <= last; sequence += 16) {
      const messages = await Promise.all(
        Array.from({ length: Math.min(16, last - sequence + 1) }, (_, index) => reader.message(sequence + index)),
      );
      for (const { entries } of messages)
        for (const entry of entries) {
          if (entry.kind !== "event") continue;
          inLog.set(entry.event.messageId, (inLog.get(entry.event.messageId) ?? 0) + 1);
          owners.set(entry.profileId, (owners.get(entry.profileId) ?? 0) + 1);
        }
    }
  });
  const lost = [...acknowledged.keys()].filter((id) => !inLog.has(id)).length;
  const doubled = [...inLog.values()].filter((count) => count > 1).length;
  const state = openClusterState({ redis: { addresses: cluster.redis.addresses }, instance, shardCount: shards });
  let wrongProfiles = 0;
  for (const [profileId, count] of owners) {
    const profile = await state.reads.profile(profileId);
    if (profile?.eventCount !== count) wrongProfiles += 1;
  }
  await state.close();
  return { acknowledged: acknowledged.size, inLog: inLog.size, lost, doubled, profiles: owners.size, wrongProfiles };
}

/** Events that analytics counts, when it has caught up with the log or `timeoutMs` are over. */
export async function countedByAnalytics(cluster, expected, timeoutMs = 60_000) {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const sql = "SELECT uniqExact(offset) AS ids, count() AS rows FROM events";
    const { body } = await ask((await findWriter(cluster.nodes)).url, "/v1/query", { body: { sql } });
    const row = body?.rows?.[0];
    if (Number(row?.rows) >= expected || performance.now() > until) return body;
    await pause(500);
  }
}
