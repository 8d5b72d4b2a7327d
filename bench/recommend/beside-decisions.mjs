// What a training costs decisions: a real server, decisions at a fixed rate, and trainings that are let go on and held back in turn. See README.md.
// usage: node bench/recommend/beside-decisions.mjs [trainings] [decisions per second] [thousand events] [people] [items] [priority]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { basic, quantile, report, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";

const [trainings = 8, ratePerSecond = 200, thousandEvents = 60, people = 20_000, items = 3_000, priority = 0] =
  process.argv.slice(2).map(Number);
/** Long enough for queues, short enough that the machine is the same on both sides, and that there are many pairs. */
const turnMs = 500;
/** Before each training nothing is trained for so long. */
const aloneMs = 4_000;

// Where Linux shares the cores out by session, this one with all that it starts is lifted as a whole, as if the rest of the machine were hardly there. What is polite within it stays so.
if (priority !== 0) writeFileSync("/proc/self/autogroup", String(priority));

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

/** The process of the training, once it is there. Cheap, for this process sends the decisions, too. */
function trainer() {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").trim().split(" ");
  return children.map(Number).find((pid) => pid > 0 && isTrainer(pid)) ?? null;
}

function isTrainer(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("train-process");
  } catch {
    // It has ended since it was listed.
    return false;
  }
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

/** What happens while a decision is due. */
let phase = "alone";
const seen = { alone: [], asking: [], held: [], training: [], serving: [] };
/** Decisions of pairs of turns: held back and let go. */
const turns = [];
/** Of each training, what was decided before it, and while any part of it went on but for the turns in which it was held back. */
const wholes = [];
let whole = null;

let serial = 0;
async function decide(dueAt, into) {
  const n = serial++;
  const anonymousId = `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1))}`;
  const context = { page: { path: "/" }, itemId: `sku-${(n * 7919) % items}` };
  await ask("POST", "/v1/decide", json, { anonymousId, placements, context });
  const took = performance.now() - dueAt;
  for (const list of into) list.push(took);
}

let turn = null;
/** Open loop: a request counts from the moment at which it was due. */
async function keepDeciding(signal) {
  const pending = [];
  const from = performance.now();
  for (let sent = 0; !signal.aborted; await sleep(1)) {
    for (; sent < ((performance.now() - from) * ratePerSecond) / 1000; sent++) {
      const into = [seen[phase], ...(turn === null ? [] : [turn])];
      if (whole !== null && phase !== "held") into.push(phase === "alone" ? whole.alone : whole.training);
      pending.push(decide(from + (sent * 1000) / ratePerSecond, into));
    }
    if (pending.length > 1_000) await Promise.all(pending.splice(0));
  }
  await Promise.all(pending);
}

/** One training: what the server asks of the store, then the process of the training held back and let go in turn, then what serves changes. */
async function train() {
  const { jobId } = await ask("POST", "/v1/learn/train", secret, { everyHours: 0 });
  phase = "asking";
  let pid = null;
  for (let looks = 0; looks < 30_000; looks++) {
    const job = await ask("GET", `/v1/jobs/${jobId}`, secret);
    if (job.state === "done") return job.result;
    if (job.state !== "running") throw new Error(`the training ended as ${job.state}: ${JSON.stringify(job.error)}`);
    // What a process is called stands in its memory, for which one that is let go may make us wait: it is asked once.
    pid ??= trainer();
    if (pid !== null && existsSync(`/proc/${pid}`)) await inTurns(pid);
    else {
      if (pid !== null) phase = "serving";
      await sleep(50);
    }
  }
  throw new Error("the training does not end");
}

/** A turn held back, a turn let go; which comes first alternates. Half of the process's turns of a time are lost to it, and nothing else. */
async function inTurns(pid) {
  const pair = { held: [], training: [] };
  const order = turns.length % 2 === 0 ? ["held", "training"] : ["training", "held"];
  for (const next of order) {
    try {
      process.kill(pid, next === "held" ? "SIGSTOP" : "SIGCONT");
    } catch {
      turn = null;
      return;
    }
    phase = next;
    turn = pair[next];
    await sleep(turnMs);
  }
  turn = null;
  try {
    process.kill(pid, "SIGCONT");
  } catch {
    return;
  }
  turns.push(pair);
}

function summaryOf(list) {
  const sorted = Float64Array.from(list).sort();
  const of = (p) => quantile(sorted, p);
  return { decisions: sorted.length, p50: of(0.5), p90: of(0.9), p99: of(0.99), max: sorted.at(-1) };
}

/** Pairs of turns drawn again: the decisions of one second are not independent, those of different pairs nearly are. */
function ratioOf(pairs, p, draws = 2_000) {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const at = (lists) => quantile(Float64Array.from(lists.flat()).sort(), p);
  const ratio = (of) => at(of.map(([, beside]) => beside)) / at(of.map(([without]) => without));
  const drawn = Float64Array.from({ length: draws }, () =>
    ratio(pairs.map(() => pairs[Math.floor(uniform() * pairs.length)])),
  ).sort();
  return { ratio: ratio(pairs), interval: [quantile(drawn, 0.025), quantile(drawn, 0.975)] };
}

await fill();
// What came in is still being counted and sorted for a while.
await sleep(15_000);
process.stderr.write("filled\n");
const ending = new AbortController();
const deciding = keepDeciding(ending.signal);
const results = [];
for (let round = 0; round < trainings; round++) {
  phase = "alone";
  whole = { alone: [], training: [] };
  await sleep(aloneMs);
  results.push(await train());
  phase = "serving";
  await sleep(1_000);
  wholes.push(whole);
  whole = null;
  process.stderr.write(`training ${round + 1} of ${trainings}, load ${Math.round(loadavg()[0])}\n`);
}
ending.abort();
// What was asked at the very end may still wait on a busy machine; it is not waited for longer than this.
await Promise.race([deciding, sleep(20_000)]);
const pairs = turns.map(({ held, training }) => [held, training]);
// Nothing to find: decisions of turns that were all held back, every other one against the rest.
const nothing = pairs.map(([held]) => [held.filter((_, i) => i % 2 === 0), held.filter((_, i) => i % 2 === 1)]);
const before = wholes.map(({ alone, training }) => [alone, training]);
const at = (of) => Object.fromEntries([0.5, 0.9, 0.99].map((p) => [`p${100 * p}`, ratioOf(of, p)]));
report(
  "recommend",
  {
    question: "what a training costs decisions",
    ratePerSecond,
    events: thousandEvents * 1000,
    people,
    items,
    trainings,
    priority,
    load: loadavg()[0],
    trainingSeconds: results.map(({ seconds }) => seconds),
    pairsOfTurns: pairs.length,
    latencyMs: Object.fromEntries(Object.entries(seen).map(([name, list]) => [name, summaryOf(list)])),
    besideOverHeld: at(pairs),
    nothingOverNothing: at(nothing),
    wholeTrainingOverBefore: at(before),
  },
  "beside-decisions.json",
);
await pool.close();
await server.stop();
