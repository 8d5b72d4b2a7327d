/**
 * Two nodes of ours on a whole cluster, everything on this machine: events acknowledged by three replicas of the log and applied to Redis, over HTTP in batches
 * of 100; then decisions at a fixed rate, at the node that does not write and at the one that does, each after some seconds of them. Wall-clock figures are of this machine at this moment (the load is printed); processor seconds are not.
 * Arguments: seconds each (10), connections (16), people (20000), decisions a second (1000). Run after `node scripts/build.mjs`.
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { Worker } from "node:worker_threads";
import { Pool } from "undici";
import { batchOf } from "../../running/traffic.mjs";
import { startCluster } from "../faults/cluster-under-load.mjs";

const [seconds = 10, connections = 16, people = 20_000, decisionsPerSecond = 1_000] = process.argv.slice(2).map(Number);
const size = 100;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cluster = await startCluster(2);
const node = await cluster.writer();
const other = cluster.nodes.find((one) => one !== node);
const pool = new Pool(node.url, { connections });
const otherPool = new Pool(other.url, { connections });
/** So long a process takes to compile what it runs often. */
const warmUpMs = 6_000;
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
  const before = spent();
  const from = performance.now();
  const { count, latencies } = await work();
  const tookMs = performance.now() - from;
  const after = spent();
  latencies.sort((a, b) => a - b);
  const at = (share) =>
    Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(2));
  const microsEach = Object.fromEntries(
    Object.entries(after).map(([part, total]) => [part, Math.round(((total - before[part]) / count) * 1e6)]),
  );
  const perSecond = Math.round((count * 1_000) / tookMs);
  report({
    name,
    count,
    perSecond,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    sleeperLateP99Ms: await lateness(),
    processorMicrosEach: microsEach,
    load: loadavg()[0],
  });
}

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

/** Sent when they are due, whether or not earlier ones are answered; each is measured from when it was due. */
async function decisions(at, ms) {
  const latencies = [];
  const from = performance.now();
  const waiting = [];
  for (let sent = 0; sent < (ms / 1_000) * decisionsPerSecond; ) {
    const due = Math.floor(((performance.now() - from) / 1_000) * decisionsPerSecond);
    for (; sent <= due; sent++) waiting.push(decide(at, from + (sent * 1_000) / decisionsPerSecond, sent, latencies));
    await pause(1);
  }
  await Promise.all(waiting);
  return { count: latencies.length, latencies };
}

async function decide(at, dueAt, turn, latencies) {
  const body = JSON.stringify({ anonymousId: `person-${(turn * 7919) % people}`, placements: ["home"] });
  const response = await at.request({ method: "POST", path: "/v1/decide", headers, body });
  const answer = await response.body.json();
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  if (answer.profileId === null) throw new Error("nobody decided");
  latencies.push(performance.now() - dueAt);
}

await events(3_000);
await measured("events", () => events(seconds * 1_000));
await pause(2_000);
for (const [where, at] of [
  ["where nothing is written", otherPool],
  ["where everything is written", pool],
]) {
  await decisions(at, warmUpMs);
  await measured(`decisions at ${decisionsPerSecond}/s, ${where}`, () => decisions(at, seconds * 1_000));
}
await otherPool.close();
await pool.close();
await cluster.close();

function report(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
