// What the console's heaviest questions cost with a large store, without a browser: worked out, and asked again as the console asks. See README.md.
// usage: node bench/console/answers.mjs DIRECTORY   (as fill.mjs made it)
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { startServer } from "../running/server.mjs";

const directory = process.argv[2];
if (directory === undefined) throw new Error("usage: node bench/console/answers.mjs DIRECTORY");
const paths = [
  "/v1/measure/totals",
  "/v1/measure/holdout",
  "/v1/measure/tactics",
  "/v1/measure/tactics/welcome-guide",
  "/v1/measure/holdout/metrics/conversion-rate",
  "/v1/measure/tactics/welcome-guide/metrics/revenue-per-visitor",
  "/v1/measure/tactics/welcome-guide/report?metrics=revenue-per-visitor",
  "/v1/playbook/document",
  "/v1/measure/funnel?by=device",
  "/v1/measure/page-timings?days=30",
  "/v1/collect/audit?days=30",
  "/v1/review",
  "/v1/readiness",
  "/v1/guide",
  "/v1/segments",
  "/v1/segments/overlap",
  "/v1/experiments",
  "/v1/offers",
  "/v1/journeys",
  "/v1/tactics",
  "/v1/collect/events?limit=100",
  "/v1/collect/duplicates?least=0.9&limit=100",
  "/v1/doctor",
];
const sql =
  "SELECT name, device, count() AS events, uniqExact(profileId) AS people FROM events GROUP BY name, device ORDER BY events DESC";
const when = { event: "Product Added", atLeast: 2, withinDays: 30 };
const questions = {
  "a funnel of one's own steps": ["/v1/measure/funnel?steps=Page%20Viewed,Product%20Viewed,Order%20Completed"],
  "the size of a new segment, a first look at 2,000 people": ["/v1/segments/preview", { when, people: 2_000 }],
  "the size of a new segment, everybody counted": ["/v1/segments/size", { when }],
  "the size of a new segment, 20,000 people looked at": ["/v1/segments/preview", { when }],
  "revenue of a week": ["/v1/measure/totals?from=2026-11-01&to=2026-11-07"],
  "SQL over all events": ["/v1/query", { sql }],
};

const server = await startServer({ dataDirectory: directory });
const authorization = `Bearer ${server.secretKey}`;
let analyticsPid;
const rows = {};
try {
  const whole = await timed("/v1/query", { sql: "SELECT count() AS events FROM events" });
  const children = execFileSync("ps", ["--ppid", String(server.pid), "-o", "pid="], { encoding: "utf8" });
  analyticsPid = children
    .split("\n")
    .map(Number)
    .find((pid) => pid > 0);
  process.stderr.write(`ready after ${Math.round(server.readyMs)} ms, analytics after ${whole.ms} ms more\n`);
  await quiet();
  for (const path of paths) {
    // Asked as who takes no kept answer: worked out, whatever was asked before.
    const first = await timed(path);
    await timed(path, undefined, "max-stale=600");
    const again = await timed(path, undefined, "max-stale=600");
    rows[path] = { first, again };
    process.stderr.write(
      `${path}: ${first.ms} ms, ${first.serverMs} + ${first.analyticsMs} ms of processor; again ${again.ms} ms; ${first.bytes} bytes\n`,
    );
  }
  for (const [name, [path, body]] of Object.entries(questions)) {
    rows[name] = { first: await timed(path, body) };
    const { ms, serverMs, analyticsMs } = rows[name].first;
    process.stderr.write(`${name}: ${ms} ms, ${serverMs} + ${analyticsMs} ms of processor\n`);
  }
} finally {
  const result = {
    at: new Date().toISOString(),
    processor: cpus()[0].model,
    cores: cpus().length,
    load: loadavg()[0],
    store: JSON.parse(readFileSync(join(directory, "filled.json"), "utf8")),
    readyMs: Math.round(server.readyMs),
    answers: rows,
  };
  await server.stop({ keep: true });
  mkdirSync(new URL("results/", import.meta.url), { recursive: true });
  writeFileSync(new URL("results/answers.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
}

/** Until what the server works out by itself after a start is done; half a minute at most. */
async function quiet() {
  const used = () => server.cpuMs() + server.cpuMs(analyticsPid);
  for (let tries = 0; tries < 30; tries++) {
    const before = used();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (used() - before < 100) return;
  }
}

/** Wall clock, and the processor time of the server and of analytics meanwhile (which is more than the answer's own where something works in the background). */
async function timed(path, body, cacheControl = "no-cache") {
  const used = () => ({
    server: server.cpuMs(),
    analytics: analyticsPid === undefined ? 0 : server.cpuMs(analyticsPid),
  });
  const before = used();
  const from = performance.now();
  const response = await fetch(`${server.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, "cache-control": cacheControl, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const ms = Math.round(performance.now() - from);
  const after = used();
  if (!response.ok) process.stderr.write(`${path}: ${response.status} ${text.slice(0, 200)}\n`);
  return {
    ms,
    serverMs: Math.round(after.server - before.server),
    analyticsMs: Math.round(after.analytics - before.analytics),
    bytes: text.length,
  };
}
