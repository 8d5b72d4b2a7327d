// The experiment report from sums against gbstats on the same inputs, CSV aggregation, and a design of 200 looks. CPU seconds.
// usage: [PYTHON=…] node bench/experiment-report/run.mjs
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { createRng } from "../../packages/math/dist/rng.js";
import { experimentReport } from "../../packages/measure/dist/experiment/experiment-report.js";
import { groupSequentialBounds } from "../../packages/measure/dist/experiment/group-sequential.js";
import { obrienFlemingSpending } from "../../packages/measure/dist/experiment/spending.js";
import { createCsvExperimentReader } from "../../packages/measure/dist/table/experiment-from-csv.js";
import { parseMetricSpec } from "../../packages/measure/dist/table/metric-spec.js";

const rng = createRng("experiment-report");
const ids = ["control", "a", "b", "c", "d"];

function arm() {
  const n = 10_000 + rng.integer(5000);
  const mean = 5 + 0.02 * rng.normal();
  return { kind: "mean", statistics: { n, sum: n * mean, sumSquares: n * (mean * mean + 20 + rng.uniform()) } };
}

const metrics = Array.from({ length: 1000 }, (_, i) => ({
  name: `metric ${i}`,
  kind: "mean",
  direction: "increase",
  arms: ids.map(arm),
  segments: Array.from({ length: 10 }, (_, s) => ({ column: "segment", value: String(s), arms: ids.map(arm) })),
}));
const data = {
  inputs: { data: "sums", sha256: "", rows: 0, units: 50_000 },
  variants: ids.map((id) => ({ id, units: 10_000 })),
  metrics,
  crossovers: 0,
};

/** The median CPU seconds of some runs after one to warm up. */
function cpuSeconds(work, runs = 7) {
  work();
  const seconds = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1e6;
  });
  return seconds.sort((x, y) => x - y)[Math.floor(runs / 2)];
}

let report;
const reportSeconds = cpuSeconds(() => {
  report = experimentReport(data, { control: "control" });
});
const comparisons = metrics.flatMap(({ arms, segments }) =>
  [arms, ...segments.map((segment) => segment.arms)].flatMap(([control, ...treated]) =>
    treated.map(({ statistics: t }) => [
      t.n,
      t.sum,
      t.sumSquares,
      control.statistics.n,
      control.statistics.sum,
      control.statistics.sumSquares,
    ]),
  ),
);
const ours = report.metrics.flatMap((metric) => metric.comparisons.map(({ effect }) => effect.pValue));

const script = fileURLToPath(new URL("gbstats_run.py", import.meta.url));
const peer = spawnSync(process.env.PYTHON ?? "python3", [script], {
  input: JSON.stringify({ comparisons }),
  maxBuffer: 1 << 28,
});
let gbstats = null;
if (peer.status === 0) {
  const { seconds, pValues } = JSON.parse(peer.stdout.toString());
  const worst = pValues.reduce((most, p, i) => Math.max(most, Math.abs(p - ours[i]) / ours[i]), 0);
  gbstats = { seconds, largestRelativeDifferenceOfP: worst };
} else process.stderr.write("gbstats is not here; see README.md\n");

const rows = 500_000;
const lines = Array.from(
  { length: rows },
  (_, i) =>
    `${i % 300_000},${i % 2 === 0 ? "control" : "a"},${rng.uniform() < 0.1 ? 1 : 0},${(20 * rng.uniform()).toFixed(2)}`,
);
const csv = `user,group,converted,revenue\n${lines.join("\n")}\n`;
const csvSeconds = cpuSeconds(() => {
  const reader = createCsvExperimentReader({
    unit: "user",
    variant: "group",
    segments: [],
    metrics: ["conversion=converted", "revenue=revenue"].map(parseMetricSpec),
    options: { control: "control" },
  });
  for (let at = 0; at < csv.length; at += 1 << 20) reader.push(csv.slice(at, at + (1 << 20)));
  reader.finish({ data: "rows", sha256: "" });
}, 5);

const looks = Array.from({ length: 200 }, (_, i) => (i + 1) / 200);
const result = {
  machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
  loadAverage: Number(loadavg()[0].toFixed(1)),
  comparisons: comparisons.length,
  report: { seconds: reportSeconds, microsecondsPerComparison: (1e6 * reportSeconds) / comparisons.length },
  gbstats,
  timesFaster: gbstats === null ? null : gbstats.seconds / reportSeconds,
  csv: { rows, rowsPerSecond: Math.round(rows / csvSeconds) },
  design200LooksSeconds: cpuSeconds(() => groupSequentialBounds(looks, obrienFlemingSpending)),
};
const folder = new URL("./results/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("experiment-report.json", folder), `${JSON.stringify(result, null, 1)}\n`);
process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
