// One iteration of iALS (d = 64, three conjugate gradient steps) and of implicit's on the same 10 M interactions, one after the other in one run.
// usage: IMPLICIT_PYTHON=/path/to/python node bench/recommend/against-implicit.mjs [million interactions] [threads, such as 1,2]   → results/against-implicit.json
// The Python needs implicit, numpy and scipy (pip install implicit).
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainIals } from "@attune/learn/recommend/ials";
import { createRng } from "@attune/math/rng";

const entries = Number(process.argv[2] ?? 10) * 1e6;
const python = process.env.IMPLICIT_PYTHON;
if (python === undefined) throw new Error("IMPLICIT_PYTHON names the Python that has implicit");

const rng = createRng(1);
const rows = Math.round(entries / 20);
const itemCount = 100_000;
const rowStart = new Uint32Array(rows + 1);
for (let row = 0; row < rows; row++)
  rowStart[row + 1] = rowStart[row] + 1 + Math.floor(-19 * Math.log(1 - rng.uniform()));
const item = Uint32Array.from({ length: rowStart[rows] }, () => Math.floor(itemCount ** rng.uniform()) - 1);
const ids = (length) => Array.from({ length }, (_, i) => `${i}`);
const shop = {
  profileIds: ids(rows),
  itemIds: ids(itemCount),
  profileIndex: new Map(),
  itemIndex: new Map(),
  rowStart,
  item,
  at: new Float64Array(item.length),
  weight: new Float32Array(item.length).fill(1),
  timed: false,
};

const parameters = { decay: 1, lastItems: 100, dimensions: 64, regularization: 0.01, unobservedWeight: 0.1, steps: 3 };
function seconds(iterations, helpers) {
  const cpu = process.cpuUsage();
  const from = performance.now();
  trainIals(shop, { ...parameters, iterations }, createRng(1), helpers);
  return { cpu: process.cpuUsage(cpu).user / 1e6, wall: (performance.now() - from) / 1000 };
}

const folder = mkdtempSync(join(tmpdir(), "attune-implicit-"));
writeFileSync(join(folder, "rowStart"), rowStart);
writeFileSync(join(folder, "item"), item);
const script = fileURLToPath(new URL("als-of-implicit.py", import.meta.url));
const report = { interactions: item.length, runs: [], machine: { node: process.version, cpu: cpus()[0]?.model } };
for (const threads of (process.argv[3] ?? "1,2").split(",").map(Number)) {
  const one = seconds(1, threads - 1);
  const three = seconds(3, threads - 1);
  const attune = {
    cpuSecondsPerIteration: (three.cpu - one.cpu) / 2,
    wallSecondsPerIteration: (three.wall - one.wall) / 2,
  };
  const env = { ...process.env, OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const implicit = JSON.parse(execFileSync(python, [script, folder, String(threads)], { encoding: "utf8", env }));
  const run = { threads, loadAverage: loadavg()[0], attune, implicit };
  report.runs.push(run);
  console.log(JSON.stringify(run));
}
rmSync(folder, { recursive: true });
writeFileSync(new URL("results/against-implicit.json", import.meta.url), `${JSON.stringify(report, null, 1)}\n`);
