// Decisions over HTTP: 4 placements, 50 tactics. First alone, as fast as it goes; then at half of that rate while events come in.
// usage: node bench/decide/run.mjs [seconds] [people]

import { setTimeout as sleep } from "node:timers/promises";
import { bareRequestsPerSecond } from "../running/bare-server.mjs";
import { leanClient } from "../running/lean-client.mjs";
import { onSchedule } from "../running/on-schedule.mjs";
import { basic, quantile, report, startServer, stolenMs } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";
import { placements, playbook } from "./playbook.mjs";

const [seconds = 15, people = 20_000] = process.argv.slice(2).map(Number);
const server = await startServer({ config: playbook() });
const authorization = basic(server.writeKey);
const json = { "content-type": "application/json", authorization };
const client = leanClient(server.url, { connections: 32, headers: json });

let answerBytes = 0;
async function decide(n, latencies) {
  const from = performance.now();
  const body = JSON.stringify({
    anonymousId: `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1))}`,
    placements,
    context: { page: { path: "/" } },
  });
  const answer = await client.post("/v1/decide", body);
  answerBytes = answer.body.length;
  if (answer.status !== 200) throw new Error(`decide: ${answer.status} ${answer.body}`);
  latencies.push(performance.now() - from);
}
async function ingest(n) {
  const answer = await client.post("/v1/batch", batchOf(100, people, n));
  if (answer.status !== 200) throw new Error(`batch: ${answer.status} ${answer.body}`);
}
const summary = (latencies) => {
  latencies.sort((a, b) => a - b);
  return {
    p50: quantile(latencies, 0.5),
    p90: quantile(latencies, 0.9),
    p99: quantile(latencies, 0.99),
    max: latencies.at(-1),
  };
};

for (let n = 0; n < 300; n++) await ingest(n);

async function flatOut(ms, latencies) {
  let n = 0;
  const until = performance.now() + ms;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (performance.now() < until) await decide(n++, latencies);
    }),
  );
  return (latencies.length * 1000) / (performance.now() - from);
}
await flatOut(3000, []);
const bare = () => bareRequestsPerSecond({ requestBytes: 150, answerBytes });
const bareBefore = await bare();
const alone = [];
const perSecond = await flatOut(seconds * 1000, alone);
const bareAfter = await bare();

/** What came before is in analytics: the next is measured by itself. */
async function settled() {
  const until = performance.now() + 120_000;
  const lag = async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/^attune_projector_lag_entries (.+)$/m.exec(metrics)?.[1]);
  };
  while ((await lag()) > 0 && performance.now() < until) await sleep(250);
}

async function atRate(ratePerSecond, eventsPerSecond, ms) {
  await settled();
  const latencies = [];
  const stolenBefore = stolenMs();
  const decisions = { perSecond: ratePerSecond, send: (n) => decide(n, latencies) };
  const batches = { perSecond: eventsPerSecond / 100, send: (n) => ingest(1000 + n) };
  const [decided, sent] = await onSchedule([decisions, batches], ms);
  return {
    decisionsPerSecond: (decided * 1000) / ms,
    eventsPerSecond: (sent * 100_000) / ms,
    latencyMs: summary(latencies),
    stolenByTheHostMs: stolenMs() - stolenBefore,
  };
}
const underLoad = await atRate(perSecond / 2, 2000, seconds * 1000);
const turnMs = 3_000;
const atFloor = [];
for (let turn = 0; turn < seconds / 3; turn++) atFloor.push(await atRate(2500, 2000, turnMs));
report("decide", {
  placements: placements.length,
  tactics: 50,
  people,
  bareServerPerSecond: [bareBefore, bareAfter],
  alone: {
    decisionsPerSecond: Math.round(perSecond),
    shareOfBareServer: (2 * perSecond) / (bareBefore + bareAfter),
    latencyMs: summary(alone),
  },
  halfLoadWhileIngesting: underLoad,
  halfOfFiveThousandWhileIngesting: {
    turns: atFloor,
    p99Ms: quantile(
      atFloor.map(({ latencyMs }) => latencyMs.p99).sort((a, b) => a - b),
      0.5,
    ),
  },
  server: server.memory(),
});
client.close();
await server.stop();
