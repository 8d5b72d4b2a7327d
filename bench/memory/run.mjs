// Memory with a million profiles and a hundred thousand catalogue items, after traffic to people all over them.
// usage: node bench/memory/run.mjs [people] [items] [seconds]
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { basic, report, root, startServer } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";

const [people = 1_000_000, items = 100_000, seconds = 60] = process.argv.slice(2).map(Number);
const directory = mkdtempSync(join(tmpdir(), "attune-bench-"));

/** One event for every person, through `attune import`. */
const file = join(directory, "people.jsonl");
const out = createWriteStream(file);
for (let from = 0; from < people; from += 10_000) {
  const lines = [];
  for (let n = from; n < Math.min(people, from + 10_000); n++) {
    const item = (n * 7919) % items;
    lines.push(
      JSON.stringify({
        type: "track",
        event: "Product Viewed",
        messageId: `first-${n}`,
        anonymousId: `visitor-${n}`,
        timestamp: new Date(Date.now() - 86_400_000 + (n % 86_400) * 1000).toISOString(),
        properties: {
          product_id: `sku-${item}`,
          category: `category-${item % 20}`,
          brand: `brand-${item % 50}`,
          price: 20,
        },
      }),
    );
  }
  if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
}
out.end();
await once(out, "finish");
const imported = spawnSync(
  process.execPath,
  [join(root, "attune"), "import", file, "--mapping", "segment-jsonl", "--data-dir", directory, "--json"],
  { encoding: "utf8" },
);
if (imported.status !== 0) throw new Error(imported.stderr);
rmSync(file);

const placements = ["home", "list", "product", "cart"];
const config = `business: { name: Bench, currency: EUR }
placements:
${placements.map((id) => `  ${id}: { title: ${id}, default: { content: {} } }`).join("\n")}
tactics:
${placements.map((id) => `  t-${id}: { name: ${id}, placement: ${id}, priority: 1, content: {}, items: { from: popular, limit: 10 } }`).join("\n")}
`;
const server = await startServer({ dataDirectory: directory, config });
const pool = new Pool(server.url, { connections: 8 });
const headers = { "content-type": "application/json", authorization: basic(server.secretKey) };
async function call(method, path, body) {
  const response = await pool.request({ method, path, headers, body });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return text;
}

for (let from = 0; from < items; from += 1_000) {
  const some = Array.from({ length: Math.min(1_000, items - from) }, (_, i) => {
    const n = from + i;
    return {
      itemId: `sku-${n}`,
      name: `Product ${n}`,
      category: `category-${n % 20}`,
      brand: `brand-${n % 50}`,
      priceMicros: 20_000_000,
      available: true,
    };
  });
  await call("PUT", "/v1/catalog/items", JSON.stringify({ items: some }));
}

/** The server's child that holds analytics. */
function analyticsMemory() {
  const children = spawnSync("ps", ["--ppid", String(server.pid), "-o", "pid="], { encoding: "utf8" }).stdout;
  const pid = children
    .split("\n")
    .map(Number)
    .find((n) => n > 0);
  return pid === undefined ? null : server.memory(pid);
}

let peak = { server: server.memory(), analytics: null };
const watching = setInterval(() => {
  const now = { server: server.memory(), analytics: analyticsMemory() };
  peak = {
    server: now.server.anonymousMiB > peak.server.anonymousMiB ? now.server : peak.server,
    analytics:
      (now.analytics?.anonymousMiB ?? 0) > (peak.analytics?.anonymousMiB ?? 0) ? now.analytics : peak.analytics,
  };
}, 500);
const atRest = { server: server.memory(), analytics: analyticsMemory() };
let serial = 0;
let decisions = 0;
const until = performance.now() + seconds * 1000;
await Promise.all([
  ...Array.from({ length: 4 }, async () => {
    while (performance.now() < until) await call("POST", "/v1/batch", batchOf(100, people, serial++));
  }),
  ...Array.from({ length: 4 }, async () => {
    while (performance.now() < until) {
      const anonymousId = `visitor-${Math.floor(people * ((decisions++ * 0.6180339887498949) % 1))}`;
      await call("POST", "/v1/decide", JSON.stringify({ anonymousId, placements }));
    }
  }),
]);
await call("GET", "/v1/measure/totals");
clearInterval(watching);
const doctor = JSON.parse(await call("GET", "/v1/doctor"));
report("memory", {
  people,
  items,
  profiles: doctor.stores.profiles,
  events: serial * 100,
  decisions,
  atRest,
  peak,
  dataDirectoryMiB: Math.round(doctor.dataDirectory.usedBytes / 2 ** 20),
});
await pool.close();
await server.stop();
