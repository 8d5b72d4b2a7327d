// How fast a page with four placements is personalised by the browser client, and what that costs its main thread: see README.md.
// usage: node bench/sdk/run.mjs [pages]

import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, loadavg } from "node:os";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { startServer } from "../running/server.mjs";

const pages = Number(process.argv[2] ?? 30);
const placements = ["hero", "side", "list", "foot"];
const declared = placements.map((id) => `${id}: { default: { content: { headline: Default } } }`);
const tactics = placements.map((id) => `t-${id}: { placement: ${id}, holdout: 0, content: { headline: For you } }`);
const server = await startServer({
  config: `holdout: 0\nplacements: { ${declared.join(", ")} }\ntactics: { ${tactics.join(", ")} }\n`,
});

/** Notes, in the page: when the client began, when the last slot was ready, and how far anything moved. */
const watch = `
shift = 0; startedAt = 0; shownAt = null;
new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value; })
  .observe({ type: "layout-shift", buffered: true });
new MutationObserver(() => {
  if (shownAt === null && document.querySelectorAll("[data-attune-ready]").length === ${placements.length}) shownAt = performance.now();
}).observe(document, { subtree: true, attributes: true, childList: true });`;
const slots = placements.map(
  (id) => `<attune-slot placement="${id}" height="120"><h2 data-attune="headline">Welcome</h2></attune-slot>`,
);
const tag = (attributes) => `<script>startedAt = performance.now()</script>
<script src="${server.url}/sdk/attune.js" data-write-key="${server.writeKey}" data-consent="analytics personalization" ${attributes}></script>`;
const tags = { "/plain": "", "/found": tag(""), "/named": tag(`data-placements="${placements.join(" ")}"`) };

const shop = createServer(({ url }, response) => {
  response.setHeader("content-type", "text/html");
  response.end(
    `<!doctype html><html lang="en"><title>Shop</title><script>${watch}</script>${tags[url] ?? ""}<body>${slots.join("")}</html>`,
  );
});
await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));
const shopUrl = `http://127.0.0.1:${shop.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
/** The headless browser's own name is that of a bot. */
const userAgent =
  "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

/** One visitor's first page, with the script in the browser's cache. */
async function visit(path, slowdown) {
  const context = await browser.newContext({ userAgent, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${shopUrl}/plain`);
  await page.evaluate((url) => fetch(url), `${server.url}/sdk/attune.js`);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  // The main thread's own processor time: what else the machine does is not in it.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const workMs = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted) => metrics.find(({ name }) => name === wanted).value * 1_000;
    return { mainThreadMs: of("TaskDuration"), scriptMs: of("ScriptDuration") };
  };
  const before = await workMs();
  await page.goto(`${shopUrl}${path}`);
  if (path !== "/plain") await page.waitForFunction(() => shownAt !== null);
  await page.waitForTimeout(500);
  const after = await workMs();
  const seen = await page.evaluate(() => ({
    shownMs: shownAt - startedAt,
    shift,
    isPersonal: [...document.querySelectorAll("h2")].every(({ textContent }) => textContent === "For you"),
  }));
  await context.close();
  const mainThreadMs = after.mainThreadMs - before.mainThreadMs;
  return { ...seen, mainThreadMs, scriptMs: after.scriptMs - before.scriptMs };
}

async function visits(path, slowdown) {
  await visit(path, slowdown);
  const found = [];
  for (let i = 0; i < pages; i++) found.push(await visit(path, slowdown));
  return found;
}

/** Least, median and 95th percentile. */
function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 10) / 10;
  return { least: at(0), p50: at(0.5), p95: at(0.95) };
}

const results = [];
for (const [name, path, slowdown] of [
  ["no client", "/plain", 1],
  ["placements found in the page", "/found", 1],
  ["placements named in the script tag", "/named", 1],
  ["no client, processor slowed to a quarter", "/plain", 4],
  ["placements named, processor slowed to a quarter", "/named", 4],
]) {
  const found = await visits(path, slowdown);
  const result = {
    name,
    pages: found.length,
    ...(path === "/plain"
      ? {}
      : {
          personalised: found.filter(({ isPersonal }) => isPersonal).length,
          shownMs: spread(found.map(({ shownMs }) => shownMs)),
          greatestShift: Math.max(...found.map(({ shift }) => shift)),
        }),
    mainThreadMs: spread(found.map(({ mainThreadMs }) => mainThreadMs)),
    scriptMs: spread(found.map(({ scriptMs }) => scriptMs)),
  };
  results.push(result);
  process.stderr.write(`${JSON.stringify(result)}\n`);
}

const folder = new URL("../../packages/sdk/build/", import.meta.url);
const gzipBytes = Object.fromEntries(
  ["attune.js", "attune.mjs", "banner.mjs", "preferences.mjs", "why.mjs", "notices.js"].map((file) => [
    file,
    gzipSync(readFileSync(new URL(file, folder))).length,
  ]),
);
const [{ model }] = cpus();
const report = {
  at: new Date().toISOString(),
  processor: model,
  cores: cpus().length,
  load: loadavg()[0],
  gzipBytes,
  results,
};
writeFileSync(new URL("results/latest.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(report)}\n`);
await browser.close();
shop.close();
await server.stop();
