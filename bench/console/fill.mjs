// A data directory with a shop's past: events through `attune import`, decisions in simulated time, and then analytics with all of it several times over, each
// time with people of its own, so that a large store does not take an hour to make. Made once, kept, used by run.mjs and states.mjs.
// usage: node bench/console/fill.mjs DIRECTORY [events] [visitors] [decisions] [times]
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../packages/engine/dist/runtime/create-engine.js";
import { metricsWith } from "../../packages/measure/dist/metric/built-in-metrics.js";
import { readConfiguration } from "../../packages/server/dist/config/read-configuration.js";
import { kindText } from "../../packages/server/dist/demo/kind-text.js";
import { openStores } from "../../packages/server/dist/instance/open-stores.js";
import { catalogueFeed, createCatalogue } from "../../packages/shop/dist/catalogue.js";
import { rollupNames } from "../../packages/store/dist/sql/rollups.js";
import { tableNames, tables } from "../../packages/store/dist/sql/schema.js";
import { root } from "../running/server.mjs";

const { Session } = createRequire(new URL("../../packages/store/package.json", import.meta.url))("chdb");
const dayMs = 24 * 3_600_000;
const days = 90;
const placements = [
  "home-hero",
  "home-popular",
  "home-for-you",
  "listing-top",
  "product-recommendations",
  "cart-cross-sell",
];
const agents = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
];

const [directory, events = 1_000_000, visitors = 50_000, decisions = 15_000, times = 5] = process.argv
  .slice(2)
  .map((value, i) => (i === 0 ? value : Number(value)));
const doneFile = join(directory, "filled.json");
const importedFile = join(directory, "imported.json");
if (existsSync(doneFile)) {
  process.stderr.write(`${directory} is filled already.\n`);
  process.exit(0);
}
const text = kindText("shop");
/** A million people who came once each are imported in minutes. */
const visitsPerVisitor = events < 2 * visitors ? 1 : 2;
const feed = catalogueFeed(createCatalogue({ seed: 1 }));
const imported = existsSync(importedFile) ? JSON.parse(readFileSync(importedFile, "utf8")) : null;
const endAt = imported?.endAt ?? Date.now() - 60_000;

/** A number in [0, 1) that looks like chance and is the same each time. */
const chance = (n, salt) => {
  let hash = Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};
/** When visit `v` of a visitor begins: anywhere in the period, the second of them within three weeks of the first. */
const visitAt = (visitor, v) => {
  const first = endAt - days * dayMs * (1 - chance(visitor, 1) * 0.95);
  return Math.floor(Math.min(endAt - 3_600_000, first + v * 21 * dayMs * chance(visitor, 2)));
};
const isKnown = (visitor) => visitor % 3 === 0;

/** What one visitor does: looks, puts into the cart, and one visit in fourteen buys. About twenty events in two visits. */
function* eventsOf(visitor, wanted) {
  let serial = 0;
  for (let v = 0; v < visitsPerVisitor; v++) {
    const from = visitAt(visitor, v);
    const buys = chance(visitor * 7 + v, 3) < 0.07;
    const perVisit = Math.round(wanted / visitsPerVisitor);
    for (let i = 0; i < perVisit; i++) {
      const item = feed[Math.floor(feed.length * chance(visitor * 31 + v * 17 + i, 4) ** 2)];
      const product = {
        product_id: item.itemId,
        name: item.name,
        category: item.category,
        price: 20 + (i % 9) * 10,
        quantity: 1,
      };
      const last = i === perVisit - 1;
      const name =
        last && buys
          ? "Order Completed"
          : last && chance(visitor, 6) < 0.1
            ? "Page Timed"
            : buys && i === perVisit - 2
              ? "Checkout Started"
              : i === 0
                ? "Page Viewed"
                : i % 7 === 5
                  ? "Product Added"
                  : i % 7 === 3
                    ? "Product List Viewed"
                    : "Product Viewed";
      const properties =
        name === "Order Completed"
          ? {
              order_id: `o-${visitor}-${v}`,
              total: product.price,
              revenue: product.price,
              currency: "EUR",
              products: [product],
            }
          : name === "Page Timed"
            ? {
                lcp_ms: 800 + 1000 * chance(visitor, 9),
                decide_ms: 20 + 60 * chance(visitor, 10),
                slot_ms: 30 + 80 * chance(visitor, 11),
              }
            : name.startsWith("Product ")
              ? product
              : { path: "/" };
      yield JSON.stringify({
        type: "track",
        event: name,
        messageId: `b-${visitor}-${serial++}`,
        anonymousId: `visitor-${visitor}`,
        ...(isKnown(visitor) && (i > 3 || v > 0) ? { userId: `user-${Math.floor(visitor / 6)}` } : {}),
        timestamp: new Date(from + i * 40_000).toISOString(),
        properties,
        context: { userAgent: agents[visitor % agents.length], page: { path: "/" } },
      });
    }
  }
}

/** The file is in the order of time, as archives are: day by day. */
async function writeFile(file) {
  const byDay = Array.from({ length: days + 22 }, () => []);
  for (let visitor = 0; visitor < visitors; visitor++)
    byDay[Math.max(0, Math.floor((visitAt(visitor, 0) - endAt) / dayMs) + days)].push(visitor);
  const out = createWriteStream(file, { highWaterMark: 2 ** 20 });
  let written = 0;
  for (const some of byDay)
    for (let from = 0; from < some.length; from += 500) {
      const lines = some.slice(from, from + 500).flatMap((visitor) => [...eventsOf(visitor, events / visitors)]);
      written += lines.length;
      if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
    }
  out.end();
  await once(out, "finish");
  return written;
}

/** Events through `attune import`; how many, and when the last of them was. */
async function importPast() {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "attune.yaml"), text);
  const file = join(directory, "events.jsonl");
  await writeFile(file);
  const args = [join(root, "attune"), "import", file, "--mapping", "segment-jsonl", "--data-dir", directory, "--json"];
  const run = spawnSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error("the import failed");
  rmSync(file);
  process.stderr.write(run.stdout);
  const done = { endAt, events: JSON.parse(run.stdout).kept };
  writeFileSync(importedFile, JSON.stringify(done));
  return done;
}

const { events: kept } = imported ?? (await importPast());

// Decisions of the past, in simulated time, so that there is something to measure.
const { business, playbook } = readConfiguration(text);
const { journeys: _journeys, ...pastPlaybook } = playbook;
let now = endAt - days * dayMs;
const stores = openStores(directory, business.timeZone);
const engine = await createEngine({
  stores,
  business,
  playbook: pastPlaybook,
  clock: () => now,
  newId: randomUUID,
  observe: { collected() {}, trouble: (what, error) => process.stderr.write(`${what}: ${error}\n`) },
});
await engine.catalogue.put(feed);
for (const { experimentId } of playbook.experiments ?? [])
  await engine.experiments.start(experimentId, "bench", metricsWith(playbook.metrics ?? [])).catch(() => {});
const order = Array.from({ length: visitors }, (_, visitor) => visitor).sort((a, b) => visitAt(a, 0) - visitAt(b, 0));
const some = order.filter((visitor) => chance(visitor, 12) < decisions / visitors);
let decided = 0;
for (let from = 0; from < some.length; from += 200) {
  await Promise.all(
    some.slice(from, from + 200).map((visitor) => {
      now = visitAt(visitor, 0) + 1;
      return engine.decide({
        anonymousId: `visitor-${visitor}`,
        placements,
        context: { device: visitor % 2 ? "phone" : "desktop" },
      });
    }),
  );
  // Records of decisions are not waited for, and more than the store can take are let go: what was answered is written some milliseconds later.
  await sleep(100);
  await engine.settled(600_000);
  decided += 200;
  if (decided % 20_000 === 0) process.stderr.write(`${decided} decisions\n`);
}
await engine.settled(600_000);
await engine.close();
await multiply();
const filled = { events: kept, visitors, decisions: some.length, placements: placements.length, times };
writeFileSync(doneFile, JSON.stringify(filled));
process.stderr.write(`${directory}: ${JSON.stringify(filled)}\n`);

/** Copies the rows of every table, for other people: what analytics is asked about grows, the log and the profiles do not. */
async function multiply() {
  const session = new Session(join(directory, "analytics"));
  await session.queryAsync("USE attune");
  // What is inserted into the events goes on into the rollups by itself; what an attempt before left there goes.
  for (const name of rollupNames)
    await session.queryAsync(
      `ALTER TABLE ${name} DELETE WHERE position(profileId, '~') > 0 SETTINGS mutations_sync = 1`,
    );
  for (const name of tableNames) {
    await session.queryAsync(
      `ALTER TABLE ${name} DELETE WHERE position(profileId, '~') > 0 SETTINGS mutations_sync = 1`,
    );
    const columns = tables[name].columns.map(([column]) => column);
    for (let copy = 1; copy < times; copy++) {
      const copied = columns.map((column) => copyOf(column, copy));
      await session.queryAsync(
        `INSERT INTO ${name} (${columns.join(", ")}) SELECT ${copied.join(", ")} FROM ${name} WHERE position(profileId, '~') = 0`,
      );
    }
    const counted = await session.queryAsync(`SELECT count() FROM ${name}`, { format: "TSV" });
    const rows = Number(counted.text());
    process.stderr.write(`${name}: ${rows} rows\n`);
    // Views of effects would be measured over nothing.
    if (rows === 0 && some.length > 0)
      throw new Error(
        `There are no ${name}: what was decided did not reach analytics. Remove ${directory} and fill it again.`,
      );
  }
  session.close();
}

function copyOf(column, copy) {
  if (column === "offset") return `offset + ${copy}000000000`;
  if (column === "orderId") return `if(orderId = '', '', concat(orderId, '~${copy}'))`;
  return ["profileId", "personId", "decisionId"].includes(column) ? `concat(${column}, '~${copy}')` : column;
}
