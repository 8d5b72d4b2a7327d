// Decisions over HTTP with everything on: see README.md.
// usage: node bench/decide-full/run.mjs [seconds] [people] [items]
import { bareRequestsPerSecond } from "../running/bare-server.mjs";
import { leanClient } from "../running/lean-client.mjs";
import { onSchedule } from "../running/on-schedule.mjs";
import { basic, quantile, report, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";
import { experimentIds, fullPlaybook, placements } from "./playbook.mjs";

const [seconds = 15, people = 20_000, items = 100_000] = process.argv.slice(2).map(Number);
const server = await startServer({ config: fullPlaybook() });
const json = { "content-type": "application/json", authorization: basic(server.writeKey) };
const secret = { ...json, authorization: basic(server.secretKey) };
const say = (what) => process.stderr.write(`${Math.round(performance.now() / 1000)} s: ${what}\n`);
const client = leanClient(server.url, { connections: 32, headers: json });

async function ask(method, path, headers, body) {
  const response = await fetch(server.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text;
}
async function post(path, body) {
  const answer = await client.post(path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return answer.body;
}
const ingest = (n) => post("/v1/batch", batchOf(100, people, n));

say(`loads ${items} items, then 30,000 events`);
for (let from = 0; from < items; from += 500) {
  const some = Array.from({ length: Math.min(500, items - from) }, (_, i) => {
    const n = from + i;
    const words = { name: `Product ${n}`, category: `category-${n % 20}`, brand: `brand-${n % 50}` };
    return { itemId: `sku-${n}`, ...words, priceMicros: (10 + (n % 90)) * 1e6, available: n % 50 !== 0 };
  });
  await ask("PUT", "/v1/catalog/items", secret, JSON.stringify({ items: some }));
}
for (const id of experimentIds)
  await ask("POST", `/v1/experiments/${id}/start`, secret, JSON.stringify({ by: "bench" }));
for (let n = 0; n < 300; n++) await ingest(n);

/** Begins a training; resolves with its seconds when the model serves. */
async function train() {
  const from = performance.now();
  const { jobId } = JSON.parse(await ask("POST", "/v1/learn/train", secret, JSON.stringify({ everyHours: 0 })));
  for (let looks = 0; looks < 1_200; looks++) {
    const job = JSON.parse(await ask("GET", `/v1/jobs/${jobId}`, secret));
    if (job.state !== "running") return { state: job.state, seconds: (performance.now() - from) / 1000 };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("the training takes more than ten minutes");
}

let answerBytes = 0;
async function decide(n, latencies) {
  const from = performance.now();
  const answer = await post(
    "/v1/decide",
    JSON.stringify({
      anonymousId: `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1))}`,
      placements,
      context: { page: { path: "/" }, itemId: `sku-${(n * 7919) % 5000}` },
    }),
  );
  answerBytes = answer.length;
  latencies.push(performance.now() - from);
}

function summary(latencies) {
  latencies.sort((a, b) => a - b);
  const of = (p) => quantile(latencies, p);
  return { p50: of(0.5), p90: of(0.9), p99: of(0.99), max: latencies.at(-1) };
}

async function flatOut(ms) {
  const latencies = [];
  let n = 0;
  const cpuFrom = server.mainThreadCpuMs();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (performance.now() - from < ms) await decide(n++, latencies);
    }),
  );
  const decisions = latencies.length;
  return {
    decisionsPerSecond: (decisions * 1000) / (performance.now() - from),
    mainThreadCpuUsPerDecision: ((server.mainThreadCpuMs() - cpuFrom) * 1000) / decisions,
    latencyMs: summary(latencies),
  };
}

async function atRate(ratePerSecond, eventsPerSecond, ms) {
  const latencies = [];
  const from = performance.now();
  const cpuFrom = server.mainThreadCpuMs();
  const decisions = { perSecond: ratePerSecond, send: (n) => decide(n, latencies) };
  const batches = { perSecond: eventsPerSecond / 100, send: (n) => ingest(1000 + n) };
  const [decided, sent] = await onSchedule([decisions, batches], ms);
  return {
    decisionsPerSecond: (decided * 1000) / ms,
    eventsPerSecond: (sent * 100_000) / ms,
    mainThreadBusyShare: (server.mainThreadCpuMs() - cpuFrom) / (performance.now() - from),
    latencyMs: summary(latencies),
  };
}

say("trains");
const firstTraining = await train();
say("decides as fast as it can");
await flatOut(3_000);
const bareBefore = await bareRequestsPerSecond({ requestBytes: 150, answerBytes });
const alone = await flatOut(seconds * 1000);
const bareAfter = await bareRequestsPerSecond({ requestBytes: 150, answerBytes });
say("decides 2,500 times a second beside events and a training");
const retraining = train();
const halfOfFiveThousand = await atRate(2_500, 2_000, seconds * 1000);
say("waits for the training to end");
const trainingMeanwhile = await retraining;
report("decide-full", {
  placements: placements.length,
  tactics: 50,
  segments: 20,
  experiments: experimentIds.length,
  items,
  people,
  firstTraining,
  bareServerPerSecond: [bareBefore, bareAfter],
  alone: { ...alone, shareOfBareServer: (2 * alone.decisionsPerSecond) / (bareBefore + bareAfter) },
  halfOfFiveThousandWhileIngestingAndTraining: { ...halfOfFiveThousand, training: trainingMeanwhile },
  server: server.memory(),
});
client.close();
await server.stop();
