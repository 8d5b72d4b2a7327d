/**
 * Events folded by one, two and three partitions, each with a writer in a process of its own, over three nodes of JetStream and six of Redis: processor time of the
 * writers and of the engines for an event, and whether everything is there once. With `kill` one writer is killed in the midst of it and started again. Arguments: events (6000), people (600), kill or
 * calm (calm), partitions to try (1,2,3). Run after `node scripts/build.mjs`. Ends with 1 where anything was lost or folded twice.
 */
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { createRng } from "@attune/math/rng";
import { identifierKey } from "@attune/model/identity";
import { createKeySpace } from "@attune/store/cluster/key-space";
import { createFindKin } from "@attune/store/cluster/kin-places";
import { openPartition } from "@attune/store/cluster/partition-store";
import { createRedisClient } from "@attune/store/cluster/redis-client";
import { startJetStream } from "../../../packages/store/dist/cluster/testing/jetstream-cluster.js";
import { startRedisCluster } from "../../../packages/store/dist/cluster/testing/redis-cluster.js";
import { events } from "../scale/traffic.mjs";

const [count = "6000", people = "600", how = "calm", which = "1,2,3"] = process.argv.slice(2);
const startAt = 1_750_000_000_000;
const perBatch = 100;
const batchesAtOnce = 12;

const [jetstream, redis] = await Promise.all([startJetStream(), startRedisCluster()]);
const engines = [...jetstream.nodes, ...redis.nodes];
const results = [];
let wrong = 0;
try {
  for (const partitions of which.split(",").map(Number)) results.push(await play(partitions));
} finally {
  await Promise.all([jetstream.close(), redis.close()]);
}
const day = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL(`results/${day}-${how}.json`, import.meta.url),
  `${JSON.stringify({ events: Number(count), people: Number(people), how, load: loadavg(), node: process.version, results }, null, 2)}\n`,
);
process.exitCode = wrong === 0 ? 0 : 1;

async function play(partitions) {
  const namespace = `bench${partitions}`;
  const options = {
    namespace,
    partitions,
    jetstream: { servers: jetstream.servers },
    redis: { addresses: redis.addresses },
  };
  const writers = await Promise.all(
    Array.from({ length: partitions }, (_, partition) => start({ ...options, partition })),
  );
  const before = await Promise.all(writers.map((writer) => writer.ask({ kind: "report" })));
  const enginesBefore = enginesMicros();
  const startedAt = performance.now();
  const tasks = [...events(createRng(1), Number(people), 3, Number(count))].map(taskOf);
  const index = tasks.length;
  const client = createRedisClient({ addresses: redis.addresses });
  const findKin = createFindKin(client, createKeySpace({ instance: namespace }));
  let left = index;
  let next = 0;
  let killed = 0;
  let spentByKilled = 0;

  /** A router, as a node would have one: where somebody's kin lie, or the home of a browser that nobody knows. */
  async function feed() {
    while (next < tasks.length) {
      const batch = tasks.slice(next, next + perBatch);
      next += batch.length;
      const keys = batch.map(({ input }) => input.event.identifiers.map(identifierKey));
      const places = await Promise.all(keys.map(findKin));
      const byPartition = Array.from({ length: partitions }, () => []);
      for (const [at, task] of batch.entries())
        byPartition[places[at] ?? homeOf(keys[at].at(-1), partitions)].push(task);
      await Promise.all(byPartition.map((some, partition) => some.length > 0 && handIn(some, partition)));
      left -= batch.length;
    }
  }
  async function handIn(some, partition) {
    for (;;) {
      const answer = await writers[partition].ask({ kind: "tasks", tasks: some });
      if (answer !== null) return;
      // As a client does that had no answer: it may have been kept.
      await writers[partition].restarted;
    }
  }
  async function killHalfWay() {
    if (how !== "kill") return;
    while (left > Number(count) / 2) await pause(5);
    const victim = partitions - 1;
    spentByKilled = micros(writers[victim].pid) ?? 0;
    const { promise, resolve } = withResolvers();
    const dead = writers[victim];
    dead.restarted = promise;
    dead.kill();
    killed += 1;
    writers[victim] = await start({ ...options, partition: victim });
    resolve();
  }
  const feeding = Array.from({ length: batchesAtOnce }, feed);
  await Promise.all([...feeding, killHalfWay()]);
  const fedMs = performance.now() - startedAt;
  await client.close();
  const after = await untilQuiet(writers);
  const enginesSpent = enginesMicros() - enginesBefore;
  const tick = Math.max(...after.map((report) => report.tick));
  await Promise.all(writers.map((writer) => writer.ask({ kind: "pass", tick })));
  await Promise.all(writers.map((writer) => writer.stop()));
  const check = await checked(options, index);
  const sum = (name, reports) => reports.reduce((total, report) => total + report[name], 0);
  const spent = sum("micros", after) - (killed > 0 ? 0 : sum("micros", before)) + spentByKilled;
  const result = {
    partitions,
    writersMicrosPerEvent: Math.round(spent / index),
    busiestWriterMicrosPerEvent:
      killed > 0 ? null : Math.round(Math.max(...after.map(({ micros }, n) => micros - before[n].micros)) / index),
    enginesMicrosPerEvent: Math.round(enginesSpent / index),
    lettersPerThousandEvents: Math.round(
      (after.reduce((total, { received }) => total + received.reduce((a, b) => a + b, 0), 0) / index) * 1_000,
    ),
    commits: sum("commits", after),
    eventsPerSecondHere: Math.round(index / (fedMs / 1_000)),
    killed,
    ...check,
  };
  if (check.lost + check.twice + check.miscounted > 0) wrong += 1;
  console.log(JSON.stringify(result));
  return result;
}

/** Until every letter has been taken in. */
async function untilQuiet(writers) {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const reports = await Promise.all(writers.map((writer) => writer.ask({ kind: "report" })));
    const isQuiet = reports.every(({ sent }, from) =>
      sent.every((number, to) => reports[to].received[from] === number),
    );
    if (isQuiet) return reports;
    if (performance.now() > giveUpAt) throw new Error("letters lie there and are not taken in");
    await pause(50);
  }
}

/** Every event once in the merged log, and as many in the profiles. */
async function checked(options, sent) {
  const store = await openPartition({ ...options, partition: 0, replicas: 3 });
  const ids = new Map();
  const owners = new Set();
  for (let from = 1; ; ) {
    const page = await store.merged.read(from, 2_000);
    if (page.length === 0) break;
    for (const entry of page) {
      if (entry.kind !== "event") continue;
      ids.set(entry.event.messageId, (ids.get(entry.event.messageId) ?? 0) + 1);
      owners.add(entry.profileId);
    }
    from = page.at(-1).offset + 1;
  }
  const profiles = await store.profiles(owners);
  const counted = [...profiles.values()].reduce((total, { eventCount }) => total + eventCount, 0);
  await store.close();
  const twice = [...ids.values()].filter((times) => times > 1).length;
  return { lost: sent - ids.size, twice, miscounted: Math.abs(counted - sent), profiles: profiles.size };
}

function start(options) {
  const child = fork(new URL("writer.mjs", import.meta.url), [JSON.stringify(options)]);
  const asked = new Map();
  let serial = 0;
  child.on("exit", () => {
    for (const answer of asked.values()) answer(null);
  });
  const writer = {
    pid: child.pid,
    restarted: Promise.resolve(),
    ask(message) {
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(null);
        serial += 1;
        asked.set(serial, resolve);
        child.send({ ...message, id: serial }, (error) => error && resolve(null));
      });
    },
    kill: () => child.kill("SIGKILL"),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.send({ kind: "stop" });
      }),
  };
  return new Promise((resolve) => {
    child.on("message", ({ id, report = true }) => {
      if (id === "ready") return resolve(writer);
      asked.get(id)?.(report);
      asked.delete(id);
    });
  });
}

function enginesMicros() {
  return engines.reduce((total, engine) => total + (micros(engine.pid()) ?? 0), 0);
}

/** Of a process; null where it is gone. */
function micros(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return null;
  }
}

function taskOf(identifiers, index) {
  const at = startAt + index * 100;
  const event = {
    ...{
      messageId: `m${index}`,
      type: "track",
      name: "Product Viewed",
      at,
      receivedAt: at,
      source: "http",
      identifiers,
    },
    ...{ actor: "person", channel: "web", device: "phone", properties: {}, traits: {}, context: {} },
    items: [{ itemId: `sku-${index % 997}`, category: "kitchen", quantity: 1 }],
  };
  return { kind: "entry", input: { kind: "event", messageKey: `http|m${index}`, keepSeenUntil: startAt, event } };
}

function withResolvers() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
