// How fast the console is with a large store: its first load, the data of every page, and questions nobody asked before. See README.md.
// usage: node bench/console/run.mjs DIRECTORY [--pages overview,tactics]   (DIRECTORY as fill.mjs made it)
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { consolePages } from "../../scripts/console-pages.mjs";
import { root, startServer } from "../running/server.mjs";

const {
  positionals: [directory],
  values,
} = parseArgs({ allowPositionals: true, options: { pages: { type: "string" } } });
if (directory === undefined) throw new Error("usage: node bench/console/run.mjs DIRECTORY");
const bars = { gzipBytes: 300 * 1024, interactiveMs: 1_000, viewMs: 300, questionMs: 2_000 };
const quietMs = 700;
const mostMs = 60_000;

const size = JSON.parse(execFileSync(process.execPath, [join(root, "scripts/console-size.mjs")], { encoding: "utf8" }));
const server = await startServer({ dataDirectory: directory });
const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
async function ask(path, body) {
  const answer = await fetch(
    `${server.url}${path}`,
    body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers },
  );
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const doctor = await ask("/v1/doctor");
// Analytics starts when it is first needed.
await ask("/v1/query", { sql: "SELECT count() AS events FROM events" });
const children = execFileSync("ps", ["--ppid", String(server.pid), "-o", "pid="], { encoding: "utf8" });
const analyticsPid = children
  .split("\n")
  .map(Number)
  .find((pid) => pid > 0);
/** Processor time of the server and of analytics so far, milliseconds. */
const used = () => ({ server: server.cpuMs(), analytics: analyticsPid === undefined ? 0 : server.cpuMs(analyticsPid) });

const browser = await chromium.launch({
  executablePath: process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
await signIn();
const interactive = [];
for (let round = 0; round < 5; round++) interactive.push(await firstLoad());
process.stderr.write(`first load: ${JSON.stringify(interactive)}\n`);
const pages = (await consolePages(ask)).filter(([name]) => !values.pages || values.pages.split(",").includes(name));
const views = {};
for (const [name, address] of pages) views[name] = { first: await view(address) };
for (const [name, address] of pages) views[name].again = await view(address);
const questions = await askQuestions();
await browser.close();

const { memory, ...rest } = server;
const result = {
  at: new Date().toISOString(),
  processor: cpus()[0].model,
  cores: cpus().length,
  load: loadavg()[0],
  store: {
    entries: doctor.log?.entries ?? doctor.stores?.log ?? null,
    ...JSON.parse(readFileSync(join(directory, "filled.json"), "utf8")),
  },
  readyMs: Math.round(rest.readyMs),
  memory: { server: memory(), analytics: analyticsPid === undefined ? null : memory(analyticsPid) },
  bars,
  firstLoadGzipBytes: size,
  interactive: interactive.sort((a, b) => a.interactiveMs - b.interactiveMs),
  views,
  questions,
};
await server.stop({ keep: true });
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("latest.json", folder), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(result)}\n`);
const slow = Object.entries(views).filter(([, { again }]) => again.dataMs > bars.viewMs);
for (const [name, { first, again }] of Object.entries(views))
  process.stderr.write(
    `${name.padEnd(20)} ${String(first.dataMs).padStart(6)} ms first  ${String(again.dataMs).padStart(6)} ms again  ${first.slowest}\n`,
  );
process.stderr.write(`${slow.length} of ${pages.length} pages over ${bars.viewMs} ms when asked again\n`);

async function signIn() {
  const { link } = await ask("/v1/accounts", { email: `bench-${Date.now()}@attune.example`, role: "admin" });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill(crypto.randomUUID());
  await page.getByRole("button", { name: "Choose it and come in" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor({ timeout: mostMs });
  await page.close();
}

/** From the navigation until the frame stands and answers to a press: the heading is drawn and no long task is under way. */
async function firstLoad() {
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.busyUntil = 0;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        globalThis.busyUntil = Math.max(globalThis.busyUntil, startTime + duration);
    }).observe({ type: "longtask", buffered: true });
    globalThis.headingAt = null;
    new MutationObserver(() => {
      if (globalThis.headingAt === null && document.querySelector("main h1")) globalThis.headingAt = performance.now();
    }).observe(document, { subtree: true, childList: true });
  });
  await page.goto(`${server.url}/#/settings`);
  await page.waitForFunction(() => globalThis.headingAt !== null, null, { timeout: mostMs });
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => {
    const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
    return {
      headingMs: Math.round(globalThis.headingAt),
      interactiveMs: Math.round(Math.max(globalThis.headingAt, globalThis.busyUntil)),
      firstPaintMs: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
  await page.close();
  return seen;
}

/** A page from its address to its last answer, in a tab of its own: requests that follow each other count one after the other. */
async function view(address) {
  const before = used();
  const page = await context.newPage();
  await page.goto(`${server.url}/#${address}`);
  await page.locator("main h1").waitFor({ timeout: mostMs });
  const until = Date.now() + mostMs;
  let settledFor = 0;
  let count = -1;
  while (settledFor < quietMs && Date.now() < until) {
    await page.waitForTimeout(100);
    const now = await page.evaluate(() => ({
      count: performance.getEntriesByType("resource").length,
      busy: document.querySelector("main [aria-label=Loading]") !== null,
    }));
    settledFor = now.count === count && !now.busy ? settledFor + 100 : 0;
    count = now.count;
  }
  const seen = await page.evaluate(() => {
    const asked = performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.includes("/v1/") && !name.endsWith("/v1/session"));
    const first = new Map();
    for (const entry of asked) if (!first.has(entry.name)) first.set(entry.name, entry);
    const calls = [...first.values()].map(({ name, startTime, responseEnd, decodedBodySize }) => ({
      path: name.slice(name.indexOf("/v1/")),
      ms: Math.round(responseEnd - startTime),
      startMs: startTime,
      endMs: responseEnd,
      bytes: decodedBodySize,
    }));
    return calls;
  });
  await page.close();
  const after = used();
  const slowest = [...seen].sort((a, b) => b.ms - a.ms)[0];
  const told = {
    dataMs:
      seen.length === 0
        ? 0
        : Math.round(Math.max(...seen.map(({ endMs }) => endMs)) - Math.min(...seen.map(({ startMs }) => startMs))),
    slowest: slowest === undefined ? "" : `${slowest.path} ${slowest.ms} ms`,
    requests: seen.length,
    bytes: seen.reduce((sum, { bytes }) => sum + bytes, 0),
    cpuMs: {
      server: Math.round(after.server - before.server),
      analytics: Math.round(after.analytics - before.analytics),
    },
  };
  process.stderr.write(`${address}: ${told.dataMs} ms, ${JSON.stringify(told.cpuMs)}, ${told.slowest}\n`);
  return told;
}

/** What no page asks by itself: a funnel of one's own steps, the size of a new segment, a metric of one's choice, SQL. */
async function askQuestions() {
  const asked = {
    "a funnel of one's own steps": [
      "/v1/measure/funnel?steps=Page%20Viewed,Product%20Viewed,Product%20Added,Order%20Completed&by=device",
    ],
    "the size of a new segment": [
      "/v1/segments/preview",
      { when: { event: "Product Added", atLeast: 2, withinDays: 30 } },
    ],
    "one metric of a tactic": ["/v1/measure/tactics/welcome-guide/metrics/revenue-per-visitor"],
    "revenue of a week": ["/v1/measure/totals?from=2026-11-01&to=2026-11-07"],
    "SQL over all events": [
      "/v1/query",
      {
        sql: "SELECT name, device, count() AS events, uniqExact(profileId) AS people FROM events GROUP BY name, device ORDER BY events DESC",
      },
    ],
  };
  const told = {};
  for (const [name, [path, body]] of Object.entries(asked)) {
    const before = used();
    const from = performance.now();
    await ask(path, body).catch((error) => process.stderr.write(`${name}: ${error.message}\n`));
    const ms = Math.round(performance.now() - from);
    const after = used();
    told[name] = {
      ms,
      cpuMs: {
        server: Math.round(after.server - before.server),
        analytics: Math.round(after.analytics - before.analytics),
      },
    };
    process.stderr.write(`${name}: ${ms} ms\n`);
  }
  return told;
}
