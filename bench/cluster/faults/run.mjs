/**
 * What becomes of acknowledged events when a part of the cluster dies, stops or goes silent under load: each fault once per round, the cluster left to
 * recover, then log, profiles and analytics compared with what was acknowledged. Seeded. Exit code 1 where an event is missing or doubled, or a profile
 * counts wrongly. Arguments: rounds (1), seed (1), faults with commas between them (all), milliseconds by which the
 * clock of the second node is ahead (0), partitions (1), nodes of ours (2). Run after `node scripts/build.mjs`.
 */
import { logStreams } from "../../../packages/store/dist/cluster/log-streams.js";
import { createRedisClient } from "../../../packages/store/dist/cluster/redis-client.js";
import { ask } from "./ask.mjs";
import { instance, partAt, startCluster, withLink } from "./cluster-under-load.mjs";
import { startLoad } from "./senders.mjs";
import { countedByAnalytics, verify } from "./verify.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const [rounds = "1", seed = "1", only = "", skewMs = "0", partitions = "1", nodes = "2"] = process.argv.slice(2);

let state = Number(seed) >>> 0;
/** Mulberry32. */
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** Longer than every timeout of ours: 4 s of the lease, 2 s of a request to the log, 1.5 s of one to Redis. */
const silentMs = 8_000;

async function silent(part) {
  part.pause();
  await pause(silentMs);
  part.resume();
}

async function dead(part) {
  await part.kill();
  await pause(silentMs);
  part.start();
}

/** Its link is down: nobody reaches it, and it reaches nobody. */
async function cutOff({ network }, part) {
  if (network === null) return;
  network.cutOff(part);
  await pause(silentMs);
  network.rejoin(part);
}

/** Each file that is written to the disk for good takes seconds then: measured with 4 KiB at a time, 3.1 s at the median, 1.4 ms without. */
const writesOfASlowDisk = 2;
const slowMs = 20_000;

async function slowDisk({ disks }, index) {
  if (disks === null || !disks.maySlow) return;
  disks.slow(index, writesOfASlowDisk);
  await pause(slowMs);
  disks.hurry(index);
}

/** What it writes waits; what it has in memory it answers. */
async function stillDisk({ disks }, index) {
  if (disks === null) return;
  disks.stop(index);
  await pause(silentMs);
  disks.goOn(index);
}

/** With several partitions it writes one or more of them; with one it only decides. */
async function another(cluster) {
  const writer = await cluster.writer();
  return cluster.nodes.find((node) => node !== writer);
}

/** The log is read, and people are written, some thousand entries at a time. */
async function untilInTheMiddle({ url }, jobId) {
  for (let looks = 0; looks < 2_000; looks++) {
    const { body } = await ask(url, `/v1/jobs/${jobId}`);
    if (body?.progress?.done > 0 || body?.state === "done") return body;
    await pause(5);
  }
  return null;
}

const redisMaster = (cluster) => cluster.redis.nodes[Math.floor(random() * 3)];

const faults = {
  "node of ours killed": async (cluster) => (await cluster.writer()).signal("SIGKILL"),
  "node of ours that is not the first killed": async (cluster) => (await another(cluster)).signal("SIGKILL"),
  "node of ours that is not the first stopped for 8 s": async (cluster) => {
    const node = await another(cluster);
    await silent({ pause: () => node.signal("SIGSTOP"), resume: () => node.signal("SIGCONT") });
  },
  "node of ours stopped for 8 s": async (cluster) => {
    const node = await cluster.writer();
    await silent({ pause: () => node.signal("SIGSTOP"), resume: () => node.signal("SIGCONT") });
  },
  "leader of the log killed": async (cluster) => dead(await cluster.logLeader()),
  "leader of the log stopped for 8 s": async (cluster) => silent(await cluster.logLeader()),
  "leader of the log cut off for 8 s": async (cluster) =>
    cutOff(cluster, partAt.server(cluster.jetstream.nodes.indexOf(await cluster.logLeader()))),
  "disk of the log's leader stands still for 8 s": async (cluster) =>
    stillDisk(cluster, cluster.jetstream.nodes.indexOf(await cluster.logLeader())),
  "disk of the log's leader slow for 20 s": async (cluster) =>
    slowDisk(cluster, cluster.jetstream.nodes.indexOf(await cluster.logLeader())),
  "disk of a Redis node slow for 20 s": async (cluster) => slowDisk(cluster, 3 + Math.floor(random() * 3)),
  "the writing node cut off for 8 s": async (cluster) =>
    cutOff(cluster, partAt.node(cluster.nodes.indexOf(await cluster.writer()))),
  "a node that only decides cut off for 8 s": async (cluster) => {
    const writer = await cluster.writer();
    await cutOff(cluster, partAt.node(cluster.nodes.findIndex((node) => node !== writer)));
  },
  "Redis node cut off for 8 s": async (cluster) => cutOff(cluster, partAt.redis(Math.floor(random() * 3))),
  "disk of a Redis node stands still for 8 s": async (cluster) => stillDisk(cluster, 3 + Math.floor(random() * 3)),
  "analytics away for 20 s while every clock goes on by an hour": async (cluster) => {
    if (cluster.clickhouse.pid === null) return;
    process.kill(cluster.clickhouse.pid, "SIGSTOP");
    await pause(10_000);
    for (const node of cluster.nodes) node.signal("SIGUSR2");
    await pause(10_000);
    process.kill(cluster.clickhouse.pid, "SIGCONT");
  },
  // Longer than a write waits for the log: refused, unknown whether they landed, and settled later.
  "two of three nodes of the log stopped for 20 s": async (cluster) => {
    const two = cluster.jetstream.nodes.slice(0, 2);
    for (const node of two) node.pause();
    await pause(20_000);
    for (const node of two) node.resume();
  },
  "node of ours killed while it rebuilds profiles": async (cluster) => {
    const writer = await cluster.writer();
    const { body } = await ask(writer.url, "/v1/replay", { body: {} });
    const job = await untilInTheMiddle(writer, body.jobId);
    await writer.signal("SIGKILL");
    report({ killedAt: job?.progress ?? "not known" });
  },
  "Redis loses everything and all nodes of ours are killed while one restores it": async (cluster) => {
    const client = createRedisClient({ addresses: cluster.redis.addresses });
    const isRestoring = async () => (await client.call("EXISTS", `{${instance}:restoring}by`)) === 1;
    await client.onMasters((master) => master.flushall());
    // Or the write sets that are kept whole would bring it back.
    await withLink(cluster.jetstream.servers, async ({ manager }) => {
      for (let which = 0; which < cluster.partitions; which++)
        await manager.streams.purge(logStreams(instance, which).redo);
    });
    // One partition is replayed by the engine that opens on it.
    const since = cluster.partitions === 1 ? Number.NEGATIVE_INFINITY : performance.now();
    while (!(await isRestoring()) && performance.now() - since < 60_000) await pause(5);
    await pause(random() * 300);
    const isKilledInTheMiddle = await isRestoring();
    for (const node of cluster.nodes) node.signal("SIGKILL");
    await client.close();
    report({ isKilledInTheMiddle });
  },
  "Redis node killed": async (cluster) => dead(redisMaster(cluster)),
  "Redis node stopped for 8 s": async (cluster) => silent(redisMaster(cluster)),
};

const chosen = only === "" ? Object.keys(faults) : only.split(",");
const cluster = await startCluster(Number(nodes), { skewMs: Number(skewMs), partitions: Number(partitions) });
const load = startLoad(cluster.nodes, { random });
let failures = 0;
try {
  await cluster.writer();
  await settle();
  const before = performance.now();
  await pause(5_000);
  report({ fault: "none", ...load.longestGaps(before), batches: load.acknowledgedAfter(before) });
  for (let round = 1; round <= Number(rounds); round++)
    for (const name of chosen) {
      await pause(1_000 + random() * 1_000);
      const since = performance.now();
      await faults[name](cluster);
      await settle();
      await pause(2_000);
      report({ fault: name, round, ...load.longestGaps(since), refused: { ...load.refused } });
    }
  await load.stop();
  const found = await verify(cluster, load.acknowledged);
  const counted = await countedByAnalytics(cluster, Math.max(found.inLog, found.acknowledged));
  const rows = counted?.rows?.[0];
  report({ ...found, inAnalytics: Number(rows?.ids), rowsInAnalytics: Number(rows?.rows) });
  failures = found.lost + found.doubled + found.wrongProfiles;
  if (Number(rows?.rows) !== found.inLog || Number(rows?.ids) !== found.inLog) failures += 1;
} finally {
  await load.stop();
  await cluster.close();
}
process.exit(failures === 0 ? 0 : 1);

/** Until acknowledgements flow again: five batches without a pause between. */
async function settle() {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const since = performance.now();
    await pause(1_000);
    if (load.acknowledgedAfter(since) >= 5) return;
  }
  report({ trouble: "nothing was acknowledged for a minute" });
}

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
