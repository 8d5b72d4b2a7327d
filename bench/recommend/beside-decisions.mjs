// What a training costs decisions: a real server, decisions at a fixed rate, blocks with and without a training in turn. See README.md.
// usage: node bench/recommend/beside-decisions.mjs [rounds] [decisions per second] [thousand events] [people] [items]
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { basic, quantile, report, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";

const [rounds = 4, ratePerSecond = 150, thousandEvents = 300, people = 20_000, items = 5_000] = process.argv
  .slice(2)
  .map(Number);

const placements = ["home", "product", "cart"];
const sources = ["for-you", "similar-items", "popular"];
const config = `${[
  "business: { name: Bench, currency: EUR }",
  "models: { belowThresholds: a bench }",
  "placements:",
  ...placements.map((id) => `  ${id}: { title: ${id}, default: { content: { headline: Welcome } } }`),
  "tactics:",
  ...placements.map(
    (id, i) =>
      `  list-${id}: { name: ${id}, placement: ${id}, content: { headline: Yours }, items: { from: ${sources[i]}, limit: 10 } }`,
  ),
].join("\n")}\n`;

const server = await startServer({ config });
const json = { "content-type": "application/json", authorization: basic(server.writeKey) };
const secret = { ...json, authorization: basic(server.secretKey) };
const pool = new Pool(server.url, { connections: 16 });

async function ask(method, path, headers, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await pool.request({ method, path, headers, ...sent });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** Time that the thread which decides was ready to run and another had the core, milliseconds. */
function waitedMs() {
  return Number(readFileSync(`/proc/${server.pid}/task/${server.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
}

async function fill() {
  for (let from = 0; from < items; from += 500) {
    const some = Array.from({ length: Math.min(500, items - from) }, (_, i) => {
      const n = from + i;
      const words = { name: `Product ${n}`, category: `category-${n % 20}`, brand: `brand-${n % 50}` };
      return { itemId: `sku-${n}`, ...words, priceMicros: (10 + (n % 90)) * 1e6, available: n % 50 !== 0 };
    });
    await ask("PUT", "/v1/catalog/items", secret, { items: some });
  }
  let next = 0;
  const batches = thousandEvents * 10;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (next < batches) {
        const serial = next++;
        const response = await pool.request({
          method: "POST",
          path: "/v1/batch",
          headers: json,
          body: batchOf(100, people, serial),
        });
        await response.body.text();
        if (response.statusCode === 429 || response.statusCode === 503) await sleep(200);
      }
    }),
  );
}

async function train() {
  const { jobId } = await ask("POST", "/v1/learn/train", secret, { everyHours: 0 });
  for (let looks = 0; looks < 3_000; looks++) {
    const job = await ask("GET", `/v1/jobs/${jobId}`, secret);
    if (job.state === "done") return job.result;
    if (job.state !== "running") throw new Error(`the training ended as ${job.state}: ${JSON.stringify(job.error)}`);
    await sleep(100);
  }
  throw new Error("the training takes more than five minutes");
}

let serial = 0;
async function decide(dueAt, latencies) {
  const n = serial++;
  const anonymousId = `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1))}`;
  const context = { page: { path: "/" }, itemId: `sku-${(n * 7919) % items}` };
  await ask("POST", "/v1/decide", json, { anonymousId, placements, context });
  latencies.push(performance.now() - dueAt);
}

/** Open loop: a request counts from the moment at which it was due, until `isOver`. */
async function block(isOver) {
  const latencies = [];
  const pending = [];
  const from = performance.now();
  const [cpuFrom, waitedFrom] = [server.mainThreadCpuMs(), waitedMs()];
  for (let sent = 0; !isOver(performance.now() - from); await sleep(1)) {
    for (; sent < ((performance.now() - from) * ratePerSecond) / 1000; sent++)
      pending.push(decide(from + (sent * 1000) / ratePerSecond, latencies));
  }
  await Promise.all(pending);
  const ms = performance.now() - from;
  return {
    latencies,
    ms,
    cpuMs: server.mainThreadCpuMs() - cpuFrom,
    waitedMs: waitedMs() - waitedFrom,
    load: loadavg()[0],
  };
}

async function withTraining() {
  let isDone = false;
  const training = train().finally(() => {
    isDone = true;
  });
  const measured = await block(() => isDone);
  return { ...measured, seconds: (await training).seconds };
}

const withoutTraining = (ms) => block((elapsed) => elapsed >= ms);

function summaryOf(blocks) {
  const latencies = Float64Array.from(blocks.flatMap((each) => each.latencies)).sort();
  const sum = (value) => blocks.reduce((total, each) => total + value(each), 0);
  return {
    decisions: latencies.length,
    seconds: sum(({ ms }) => ms) / 1000,
    latencyMs: Object.fromEntries([0.5, 0.9, 0.99].map((p) => [`p${100 * p}`, quantile(latencies, p)])),
    mainThreadBusyShare: sum(({ cpuMs }) => cpuMs) / sum(({ ms }) => ms),
    mainThreadWaitedShare: sum(({ waitedMs: waited }) => waited) / sum(({ ms }) => ms),
    load: blocks.map(({ load }) => Math.round(load)),
  };
}

/** Of the blocks drawn again, rounds as a whole: what follows each other shared the machine. */
function ratioInterval(pairs, p, draws = 2_000) {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const at = (blocks) => quantile(Float64Array.from(blocks.flatMap(({ latencies }) => latencies)).sort(), p);
  const ratio = (chosen) => at(chosen.map(([beside]) => beside)) / at(chosen.map(([, alone]) => alone));
  const drawn = Float64Array.from({ length: draws }, () =>
    ratio(pairs.map(() => pairs[Math.floor(uniform() * pairs.length)])),
  ).sort();
  return { ratio: ratio(pairs), interval: [quantile(drawn, 0.025), quantile(drawn, 0.975)] };
}

await fill();
const first = await train();
await withoutTraining(3_000);
const pairs = [];
const alone = [];
for (let round = 0; round < rounds; round++) {
  // Which comes first alternates, so that a trend of the machine cancels; alone is as long as the training before it.
  const ms = pairs.at(-1)?.[0].ms ?? 1000 * first.seconds;
  const before = round % 2 === 0 ? null : await withoutTraining(ms);
  const beside = await withTraining();
  const besides = before ?? (await withoutTraining(beside.ms));
  pairs.push([beside, besides]);
  // Two halves of quiet blocks against each other: what the method says where there is nothing to find.
  alone.push(besides);
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
const halves = alone.map(({ latencies }) => [
  { latencies: latencies.filter((_, i) => i % 2 === 0) },
  { latencies: latencies.filter((_, i) => i % 2 === 1) },
]);
report(
  "recommend",
  {
    question: "what a training costs decisions",
    ratePerSecond,
    events: thousandEvents * 1000,
    people,
    items,
    rounds,
    trainingSeconds: pairs.map(([{ seconds }]) => seconds),
    besideTraining: summaryOf(pairs.map(([beside]) => beside)),
    alone: summaryOf(alone),
    ratioOf: Object.fromEntries([0.5, 0.9, 0.99].map((p) => [`p${100 * p}`, ratioInterval(pairs, p)])),
    ratioOfNothing: ratioInterval(halves, 0.99),
    models: readdirSync(`${server.directory}/models`).length,
  },
  "beside-decisions.json",
);
await pool.close();
await server.stop();
