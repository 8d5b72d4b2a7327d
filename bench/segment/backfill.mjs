// One changed segment found anew for a million people, while decisions go on: how long it takes, and what decisions feel of it.
// usage: node bench/segment/backfill.mjs [people] [decisions per second] [directory]
// A directory that is named is filled once, and kept: a second run begins with the people, and the segments, of the first.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { basic, quantile, report, startServer } from "../running/server.mjs";
import { writePeople } from "./people.mjs";
import { playbookOf, twentySegments } from "./playbook.mjs";

const [people = 1_000_000, perSecond = 200] = process.argv.slice(2, 4).map(Number);
const kept = process.argv[4];
const directory = kept ?? mkdtempSync(join(tmpdir(), "attune-bench-"));
const say = (text) => process.stderr.write(`${text}\n`);

let from = performance.now();
if (!existsSync(join(directory, "state"))) await writePeople(directory, people);
say(`${people} people written in ${Math.round((performance.now() - from) / 1000)} s`);

from = performance.now();
let server = await startServer({ dataDirectory: directory, config: playbookOf(twentySegments) });
await whole(server);
const foundSeconds = (performance.now() - from) / 1000;
say(`what was not found yet is found after ${foundSeconds.toFixed(1)} s`);
const before = await decideFor(server, 15_000);
await server.stop({ keep: true });

const changed = {
  ...twentySegments,
  "window-shoppers": {
    all: [
      { event: "Product Viewed", atLeast: 8, withinDays: 30 },
      { event: "Order Completed", atMost: 0 },
    ],
  },
};
from = performance.now();
server = await startServer({ dataDirectory: directory, config: playbookOf(changed) });
const filling = whole(server).then(() => performance.now() - from);
const during = await decideFor(server, 600_000, filling);
const changedSeconds = (await filling) / 1000;
const processorSeconds = cpuOf(server.pid);
const sizes = await ask(server, "/v1/segments");
report(
  "segment",
  {
    people,
    decisionsPerSecond: perSecond,
    // All twenty, or, in a directory of an earlier run, the one that is changed back.
    foundBeforeSeconds: round(foundSeconds),
    changedSegmentSeconds: round(changedSeconds),
    // Of the server since its start, the start and the decisions included, and of the process that found the segment.
    changedSegmentProcessorSeconds: processorSeconds,
    found: sizes.segments
      .filter(({ segmentId }) => /shoppers/.test(segmentId))
      .map(({ segmentId, size }) => [segmentId, size]),
    decisionMs: { before, during },
    loadAverage: loadavg().map(round),
  },
  "backfill.json",
);
await server.stop({ keep: true });
if (kept === undefined) rmSync(directory, { recursive: true, force: true });

/** Processor seconds of a process, and of its children that have ended. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const seconds = (from) => round((Number(fields[from]) + Number(fields[from + 1])) / 100);
  return { server: seconds(11), children: seconds(13) };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

async function ask({ url, secretKey }, path) {
  const response = await fetch(`${url}${path}`, { headers: { authorization: basic(secretKey) } });
  return response.json();
}

/** Resolves when every segment is found for everybody. */
async function whole(running) {
  for (;;) {
    const { following } = await ask(running, "/v1/segments");
    if (following.filling === null) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Decisions at a steady rate, for so long or until something has happened: quantiles of their latency. */
async function decideFor({ url, writeKey }, ms, until = new Promise(() => {})) {
  const pool = new Pool(url, { connections: 8 });
  const headers = { "content-type": "application/json", authorization: basic(writeKey) };
  const latencies = [];
  let isOver = false;
  void until.then(() => {
    isOver = true;
  });
  const endsAt = performance.now() + ms;
  const underway = new Set();
  for (let n = 0; performance.now() < endsAt && !isOver; n++) {
    const startedAt = performance.now();
    const body = JSON.stringify({
      anonymousId: `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1))}`,
      placements: ["home", "list", "product", "cart"],
    });
    const asked = pool
      .request({ method: "POST", path: "/v1/decide", headers, body })
      .then((response) => response.body.dump())
      .then(() => latencies.push(performance.now() - startedAt))
      .finally(() => underway.delete(asked));
    underway.add(asked);
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  await Promise.all(underway);
  await pool.close();
  latencies.sort((a, b) => a - b);
  return { decisions: latencies.length, p50: round(quantile(latencies, 0.5)), p99: round(quantile(latencies, 0.99)) };
}
