/**
 * Two nodes of ours on a whole cluster, everything on this machine: events acknowledged by three replicas of the log and applied to Redis, over HTTP in batches
 * of 100; then decisions at a fixed rate, each kind after some seconds of it: see README.md. Wall-clock figures are of this machine at this moment (the load is printed); processor seconds and what Redis is asked are not.
 * Arguments: seconds each (10), connections (16), people (20000), decisions a second (1000), partitions (1). Run after `node scripts/build.mjs`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Pool } from "undici";
import * as fifty from "../../decide/playbook.mjs";
import { batchOf } from "../../running/traffic.mjs";
import { startCluster } from "../faults/cluster-under-load.mjs";

const [seconds = 10, connections = 16, people = 20_000, decisionsPerSecond = 1_000, partitions = 1] = process.argv
  .slice(2)
  .map(Number);
const size = 100;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Of the fifty tactics none is restrained; the one of this placement is. */
const capped = `  capped: { name: Capped, placement: capped, priority: 1, content: { headline: Capped }, caps: [{ atMost: 50, withinDays: 1 }] }\n`;
const playbook = `${fifty.playbook()}${capped}`.replace(
  "placements:\n",
  "placements:\n  bare: { default: { content: { headline: Welcome } } }\n  capped: { default: { content: { headline: Welcome } } }\n",
);
const times = mkdtempSync(join(tmpdir(), "attune-times-"));
process.env.TIME_NODES = times;
const cluster = await startCluster(2, { playbook, partitions });
const node = await cluster.writer();
const other = cluster.nodes.find((one) => one !== node);
const pool = new Pool(node.url, { connections });
/** Of decisions more are under way at once than that only where everything stands still; nothing waits for a connection meanwhile. */
const decisionConnections = 64;
const otherPool = new Pool(other.url, { connections: decisionConnections });
const writerPool = new Pool(node.url, { connections: decisionConnections });
/** So long a process takes to compile what it runs often. */
const warmUpMs = 3_000;
/** So long nodes take until each has its share of several partitions. */
const sharedOutMs = 15_000;
const headers = { "content-type": "application/json", authorization: "Bearer sk_bench" };

/** Processor seconds so far, by part. */
function spent() {
  const sum = (parts) => parts.reduce((total, part) => total + processorSeconds(part.pid()), 0);
  return {
    writer: sum([node]),
    other: sum([other]),
    jetstream: sum(cluster.jetstream.nodes),
    redis: sum(cluster.redis.nodes),
    clients: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  };
}

function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Commands that all of Redis was asked, those of scripts among them, and how often it read from a connection. */
function askedOfRedis() {
  const sum = { commands: {}, reads: 0 };
  for (const address of cluster.redis.addresses) {
    const [host, port] = address.split(":");
    const { stdout } = spawnSync("redis-cli", ["-h", host, "-p", port, "INFO", "all"], { encoding: "utf8" });
    for (const [, name, calls] of stdout.matchAll(/cmdstat_([^:]+):calls=(\d+)/g))
      sum.commands[name] = (sum.commands[name] ?? 0) + Number(calls);
    sum.reads += Number(/total_reads_processed:(\d+)/.exec(stdout)?.[1] ?? 0);
  }
  return sum;
}

function perUnit(before, after, count) {
  const each = (name) => Number(((after.commands[name] - (before.commands[name] ?? 0)) / count).toFixed(2));
  const commands = Object.keys(after.commands).map((name) => [name, each(name)]);
  const often = commands.filter(([name, share]) => share >= 0.05 && !/^(ping|info|cluster|replconf)/.test(name));
  return { ...Object.fromEntries(often), reads: Number(((after.reads - before.reads) / count).toFixed(2)) };
}

/**
 * How late something would be that is due every millisecond in a thread which only sleeps: what the machine itself adds wherever a process waits. Resolves
 * with the 99th percentile.
 */
function watchLateness() {
  const source = `
    const { parentPort } = require("node:worker_threads");
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const late = [];
    const step = () => {
      for (let turn = 0; turn < 50; turn++) {
        const from = performance.now();
        Atomics.wait(cell, 0, 0, 1);
        // As late as whatever was due in each millisecond of it.
        for (let ms = performance.now() - from - 1; ms > -1; ms--) late.push(Math.max(0, ms));
      }
      setImmediate(step);
    };
    parentPort.on("message", () => parentPort.postMessage(late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)]));
    step();`;
  const worker = new Worker(source, { eval: true });
  return async () => {
    const answer = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage("");
    const p99Ms = await answer;
    await worker.terminate();
    return Number(p99Ms.toFixed(2));
  };
}

async function measured(name, work) {
  const lateness = watchLateness();
  const [askedBefore, messagesBefore, before] = [askedOfRedis(), await cluster.messages(), spent()];
  const from = performance.now();
  const { count, latencies, sentLate: late = [] } = await work();
  late.sort((a, b) => a - b);
  const tookMs = performance.now() - from;
  const [after, askedAfter, messagesAfter] = [spent(), askedOfRedis(), await cluster.messages()];
  latencies.sort((a, b) => a - b);
  const at = (share) =>
    Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(2));
  const microsEach = Object.fromEntries(
    Object.entries(after).map(([part, total]) => [part, Math.round(((total - before[part]) / count) * 1e6)]),
  );
  const perSecond = Math.round((count * 1_000) / tookMs);
  phases.push({
    from: performance.timeOrigin + from,
    to: performance.timeOrigin + from + tookMs,
    name,
    count,
    perSecond,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    ...(late.length === 0 ? {} : { senderLateP99Ms: Number(late[Math.floor(late.length * 0.99)].toFixed(2)) }),
    sleeperLateP99Ms: await lateness(),
    processorMicrosEach: microsEach,
    askedOfRedisEach: perUnit(askedBefore, askedAfter, count),
    unitsPerMessage: Object.fromEntries(
      Object.entries(messagesAfter)
        .map(([stream, last]) => [stream, last - (messagesBefore[stream] ?? 0)])
        .filter(([, messages]) => messages > 0)
        .map(([stream, messages]) => [stream, Number((count / messages).toFixed(1))]),
    ),
    load: loadavg()[0],
  });
}
const phases = [];

let serial = 0;
async function events(ms) {
  const latencies = [];
  const until = performance.now() + ms;
  async function send() {
    while (performance.now() < until) {
      const body = batchOf(size, people, serial++, "server");
      const from = performance.now();
      const response = await pool.request({ method: "POST", path: "/v1/batch", headers, body });
      await response.body.dump();
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
      latencies.push(performance.now() - from);
    }
  }
  await Promise.all(Array.from({ length: connections }, send));
  return { count: latencies.length * size, latencies };
}

let sentLate = [];
const known = (turn) => `visitor-${(turn * 7919) % (people / 4)}`;
let strangers = 0;
const kinds = {
  "of somebody known, nothing to choose": { at: "other", whom: known, placements: ["bare"] },
  "of somebody new, nothing to choose": { at: "other", whom: () => `new-${strangers++}`, placements: ["bare"] },
  "of somebody known, 4 placements of 50 tactics": { at: "other", whom: known, placements: fifty.placements },
  "of somebody known, under a cap": { at: "other", whom: known, placements: ["capped"] },
  "where everything is written: of somebody known, 4 placements of 50 tactics": {
    at: "writer",
    whom: known,
    placements: fifty.placements,
  },
};

/** Sent when they are due, whether or not earlier ones are answered; each is measured from when it was due. */
async function decisions(kind, ms) {
  const latencies = [];
  sentLate = [];
  const from = performance.now();
  const waiting = [];
  for (let sent = 0; sent < (ms / 1_000) * decisionsPerSecond; ) {
    const due = Math.floor(((performance.now() - from) / 1_000) * decisionsPerSecond);
    for (; sent <= due; sent++) waiting.push(decide(kind, from + (sent * 1_000) / decisionsPerSecond, sent, latencies));
    await pause(1);
  }
  await Promise.all(waiting);
  return { count: latencies.length, latencies, sentLate };
}

async function decide({ at, whom, placements }, dueAt, turn, latencies) {
  const body = JSON.stringify({ anonymousId: whom(turn), placements });
  const asked = at === "other" ? otherPool : writerPool;
  sentLate.push(performance.now() - dueAt);
  const response = await asked.request({ method: "POST", path: "/v1/decide", headers, body });
  const answer = await response.body.json();
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  if (answer.profileId === null) throw new Error("nobody decided");
  latencies.push(performance.now() - dueAt);
}

const chosen = Object.entries(kinds).filter(([name]) => name.includes(process.env.ONLY ?? ""));
if (partitions > 1) await pause(sharedOutMs);
await events(3_000);
await measured("events", () => events(seconds * 1_000));
await pause(2_000);
for (const [name, kind] of chosen) {
  await decisions(kind, warmUpMs);
  await measured(`decisions at ${decisionsPerSecond}/s, ${name}`, () => decisions(kind, seconds * 1_000));
}
await otherPool.close();
await writerPool.close();
await pool.close();
const pids = cluster.nodes.map((one) => one.pid());
await cluster.close();
const taken = pids.flatMap((pid) => JSON.parse(readFileSync(join(times, `${pid}.json`), "utf8")));
rmSync(times, { recursive: true });
for (const { from, to, ...phase } of phases) {
  const here = taken.filter(([at]) => at >= from && at <= to).map(([, ms]) => ms);
  here.sort((a, b) => a - b);
  const of = (share) => Number(here[Math.floor(here.length * share)]?.toFixed(2));
  report(here.length === 0 ? phase : { ...phase, atNodeP50Ms: of(0.5), atNodeP99Ms: of(0.99) });
}

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
