// How long a shopper waits for the personalized home page, from the start of the client to the last of four slots drawn; and whether anything moves.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { catalogueFeed, createCatalogue } from "../../packages/shop/dist/catalogue.js";

const rounds = Number(process.argv[2] ?? 40);
const directory = mkdtempSync(join(tmpdir(), "attune-bench-"));
const slots = ["home-hero", "home-popular", "home-for-you", "listing-top"];
writeFileSync(
  join(directory, "shop.yaml"),
  `business: { name: Shop, currency: EUR }
placements: { ${slots.map((slot) => `${slot}: { default: { content: {} } }`).join(", ")} }
tactics:
${slots.map((slot) => `  t-${slot}: { placement: ${slot}, content: { headline: For ${slot} }, items: { from: popular, limit: 8 } }`).join("\n")}
`,
);
const server = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url)),
    "serve",
    "--data-dir",
    directory,
    "--config",
    join(directory, "shop.yaml"),
    "--port",
    "0",
    "--json",
  ],
  { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, UV_THREADPOOL_SIZE: "16" } },
);
const [line] = await once(createInterface({ input: server.stdout }), "line");
const { url, secretKey } = JSON.parse(line);
await fetch(`${url}/v1/catalog/items`, {
  method: "PUT",
  headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
  body: JSON.stringify({ items: catalogueFeed(createCatalogue({ seed: 1 })) }),
});
const browser = await chromium.launch({
  executablePath: process.env.ATTUNE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const context = await browser.newContext({ userAgent, viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
await page.addInitScript(() => {
  globalThis.shift = 0;
  globalThis.longest = 0;
  new PerformanceObserver((list) =>
    list.getEntries().forEach((entry) => {
      globalThis.shift += entry.value;
    }),
  ).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) =>
    list.getEntries().forEach((entry) => {
      globalThis.longest = Math.max(globalThis.longest, entry.duration);
    }),
  ).observe({ type: "longtask", buffered: true });
});
const found = [];
for (let round = 0; round < rounds; round++) {
  await page.goto(`${url}/shop/`);
  await page.waitForTimeout(400);
  found.push(
    await page.evaluate(() => {
      const start = performance.getEntriesByName("client-start")[0].startTime;
      const drawn = performance.getEntriesByType("mark").filter(({ name }) => name.startsWith("slot-drawn:"));
      const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null;
      return {
        slots: drawn.length,
        ms: Math.max(...drawn.map(({ startTime }) => startTime)) - start,
        startMs: start,
        paintMs: paint,
        shift: globalThis.shift,
        longTaskMs: globalThis.longest,
      };
    }),
  );
}
await browser.close();
server.kill("SIGTERM");
await once(server, "exit");
rmSync(directory, { recursive: true, force: true });
const whole = found.slice(1).filter(({ slots: count }) => count === slots.length);
const quantile = (name, q) => {
  const sorted = whole.map((one) => one[name]).sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN) * 10) / 10;
};
const result = {
  at: new Date().toISOString(),
  load: loadavg()[0],
  rounds: found.length - 1,
  withAllSlots: whole.length,
  startToLastSlotMs: { min: quantile("ms", 0), p50: quantile("ms", 0.5), p95: quantile("ms", 0.95) },
  navigationToClientMs: { p50: quantile("startMs", 0.5) },
  firstPaintMs: { p50: quantile("paintMs", 0.5) },
  layoutShift: Math.max(...found.map(({ shift }) => shift)),
  longestTaskMs: Math.max(...found.map(({ longTaskMs }) => longTaskMs)),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
mkdirSync(new URL("results/", import.meta.url), { recursive: true });
writeFileSync(new URL("results/latest.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
