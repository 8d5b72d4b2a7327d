// How long training and serving take on synthetic shops (Zipf popularity, seeded).
// usage: node bench/recommend/speed.mjs [million interactions] [part …]   parts: counting ials ease scan sessions   → results/speed.json
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { trainCoVisitation } from "@attune/learn/recommend/co-visitation";
import { trainEase } from "@attune/learn/recommend/ease";
import { trainIals } from "@attune/learn/recommend/ials";
import { trainRp3beta } from "@attune/learn/recommend/rp3beta";
import { createScoreBoard } from "@attune/learn/recommend/score-board";
import { topItems } from "@attune/learn/recommend/top-items";
import { trainVSknn } from "@attune/learn/recommend/v-sknn";
import { createRowScan } from "@attune/math/kernel/best-rows";
import { createFactorKernels } from "@attune/math/kernel/factor-kernels";
import { createRng } from "@attune/math/rng";

const [millions = "10", ...parts] = process.argv.slice(2);
const wants = (part) => parts.length === 0 || parts.includes(part);
const results = new URL("results/", import.meta.url);
mkdirSync(results, { recursive: true });
const file = new URL("speed.json", results);
let report = {};
try {
  report = JSON.parse(readFileSync(file, "utf8"));
} catch {
  // The first run.
}

/** `rows` profiles of about `perRow` interactions with `itemCount` items; profiles lean to a fifth of the catalogue of their own. */
function syntheticShop(rows, perRow, itemCount) {
  const rng = createRng(`${rows}/${perRow}/${itemCount}`);
  const rowStart = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++)
    rowStart[row + 1] = rowStart[row] + 1 + Math.floor(-perRow * Math.log(1 - rng.uniform()) * 0.98);
  const count = rowStart[rows];
  const item = new Uint32Array(count);
  const at = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    const taste = rng.integer(5);
    const startAt = rng.uniform() * 90 * 86_400_000;
    for (let entry = rowStart[row]; entry < rowStart[row + 1]; entry++) {
      const rank = Math.floor(itemCount ** rng.uniform()) - 1;
      item[entry] = rng.uniform() < 0.7 ? Math.min(itemCount - 1, Math.floor(rank / 5) * 5 + taste) : rank;
      at[entry] = startAt + (entry - rowStart[row]) * 60_000;
    }
  }
  const ids = (length) => Array.from({ length }, (_, i) => `${i}`);
  const index = new Map();
  return {
    profileIds: ids(rows),
    itemIds: ids(itemCount),
    profileIndex: index,
    itemIndex: index,
    rowStart,
    item,
    at,
    weight: new Float32Array(count).fill(1),
    timed: true,
  };
}

function timed(name, work) {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const answer = work();
  const wall = (performance.now() - from) / 1000;
  const { user } = process.cpuUsage(cpu);
  const rssMb = Math.round(process.memoryUsage().rss / 1024 ** 2);
  report[name] = {
    wallSeconds: Number(wall.toFixed(3)),
    cpuSeconds: Number((user / 1e6).toFixed(3)),
    rssMb,
    loadAverage: Number(loadavg()[0].toFixed(1)),
  };
  console.log(name, JSON.stringify(report[name]));
  return answer;
}

const entries = Number(millions) * 1e6;
if (wants("counting") || wants("ials")) {
  const shop = syntheticShop(Math.round(entries / 20), 20, 100_000);
  const label = `${(shop.item.length / 1e6).toFixed(1)} M interactions`;
  const history = { decay: 0.8, lastItems: 50 };
  if (wants("counting")) {
    timed(`co-visitation, ${label}`, () =>
      trainCoVisitation(shop, { ...history, windowItems: 10, popularityPower: 0.4, neighborsPerItem: 100 }),
    );
    timed(`rp3beta, ${label}`, () => trainRp3beta(shop, { ...history, alpha: 0.8, beta: 0.4, neighborsPerItem: 100 }));
  }
  if (wants("ials")) {
    const train = (iterations, helpers) => () =>
      trainIals(
        shop,
        { decay: 1, lastItems: 100, dimensions: 64, iterations, regularization: 0.01, unobservedWeight: 0.1, steps: 3 },
        createRng(1),
        helpers,
      );
    timed(`ials d=64, preparation, ${label}`, train(0, 1));
    timed(`ials d=64, preparation and 2 iterations on 2 threads, ${label}`, train(2, 1));
    timed(`ials d=64, preparation and 2 iterations on 1 thread, ${label}`, train(2, 0));
  }
}
if (wants("ease")) {
  const shop = syntheticShop(50_000, 20, 5_000);
  timed("ease, 5,000 items", () => trainEase(shop, { decay: 1, lastItems: 100, regularization: 400 }));
}
if (wants("scan")) {
  const d = 64;
  const count = 100_000;
  const kernels = createFactorKernels(4 * (count * d + count + d) + 4096, d);
  const rng = createRng(1);
  const table = kernels.floats(count * d);
  for (let i = 0; i < table.length; i++) table[i] = rng.normal();
  const query = kernels.floats(d);
  query.set(table.subarray(0, d));
  const scores = kernels.floats(count);
  const board = createScoreBoard(count);
  const latencies = [];
  const scans = [];
  for (let i = 0; i < 300; i++) {
    const from = performance.now();
    kernels.scoreRows(query, table, scores);
    scans.push(performance.now() - from);
    board.clear();
    for (let item = 0; item < count; item++) board.add(item, scores[item]);
    topItems(board, 20);
    latencies.push(performance.now() - from);
  }
  const scan = createRowScan(Float32Array.from(table), d);
  const bytes = [];
  const cpuTimes = [];
  for (let i = 0; i < 600; i++) {
    query.set(table.subarray(i * d, i * d + d));
    const asked = Float32Array.from(query);
    const cpu = process.cpuUsage();
    const from = performance.now();
    scan.best(asked, 20);
    bytes.push(performance.now() - from);
    cpuTimes.push(process.cpuUsage(cpu).user / 1000);
  }
  const share = (values, part) => Number(values.sort((a, b) => a - b)[Math.floor(part * values.length)].toFixed(3));
  report["top 20 of 100,000 by dot product, d=64"] = {
    floatScanMs: median(scans),
    floatScanWithSelectionMs: median(latencies),
    byBytes: {
      p10Ms: share(bytes, 0.1),
      p50Ms: share(bytes, 0.5),
      p10CpuMs: share(cpuTimes, 0.1),
      p50CpuMs: share(cpuTimes, 0.5),
    },
    loadAverage: loadavg()[0],
  };
  console.log("scan", report["top 20 of 100,000 by dot product, d=64"]);
}
if (wants("sessions")) {
  const shop = syntheticShop(1_000_000, 5, 100_000);
  const model = timed("v-sknn index, 1 M sessions", () =>
    trainVSknn(shop, { neighborCount: 500, sampleSize: 5_000, lastItems: 20, idfWeight: 5 }),
  );
  const small = timed("v-sknn index of 1,000 newest, 1 M sessions", () =>
    trainVSknn(shop, { neighborCount: 200, sampleSize: 1_000, lastItems: 20, idfWeight: 5 }),
  );
  const board = createScoreBoard(100_000);
  for (const [name, recommender] of [
    ["sample 5,000, 500 neighbors", model],
    ["sample 1,000, 200 neighbors (default)", small],
  ]) {
    const latencies = [];
    const cpuTimes = [];
    for (let i = 0; i < 5_000; i++) {
      const row = (i * 7_919) % 1_000_000;
      const [start, end] = [shop.rowStart[row], shop.rowStart[row + 1]];
      const history = {
        items: shop.item.subarray(start, end),
        at: shop.at.subarray(start, end),
        nowAt: 91 * 86_400_000,
      };
      const cpu = process.cpuUsage();
      const from = performance.now();
      board.clear();
      recommender.score(history, board);
      topItems(board, 20);
      latencies.push(performance.now() - from);
      cpuTimes.push(process.cpuUsage(cpu).user / 1000);
    }
    const at = (values, share) => Number(values.sort((a, b) => a - b)[Math.floor(share * values.length)].toFixed(3));
    const answer = {
      p50Ms: at(latencies, 0.5),
      p99Ms: at(latencies, 0.99),
      p50CpuMs: at(cpuTimes, 0.5),
      p99CpuMs: at(cpuTimes, 0.99),
      loadAverage: loadavg()[0],
    };
    report[`v-sknn answer among 1 M sessions, ${name}`] = answer;
    console.log(name, answer);
  }
}
report.machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);

function median(values) {
  return Number(values.sort((a, b) => a - b)[values.length >> 1].toFixed(3));
}
