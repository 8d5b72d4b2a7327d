// How long the causal estimators take, and how gradient boosting compares with scikit-learn on the same data in one run.
// usage: node bench/causal/run.mjs [part …]   parts: x-learner boosting sdid did   → results/speed.json
// PYTHON names a python with scikit-learn (default python3); without it the comparison is left out and says so.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { boostedLearner } from "@attune/learn/uplift/base-learner";
import { fitUplift } from "@attune/learn/uplift/meta-learners";
import { fitBoosting, predictResponse } from "@attune/math/fit/boosting/gradient-boosting";
import { createRng } from "@attune/math/rng";
import { simpleAggregate } from "../../packages/measure/dist/observational/aggregate-group-time.js";
import { groupTimeEffects } from "../../packages/measure/dist/observational/group-time-effects.js";
import { syntheticDid } from "../../packages/measure/dist/observational/synthetic-control.js";

const parts = process.argv.slice(2);
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

/** Wall-clock seconds, and seconds of processor time of all threads: on a busy machine only the second says something. */
function timed(work) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return {
    value,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
  };
}

/** Numbers are rounded as people read them; the load tells whether others were at work. */
function note(part, figures) {
  report[part] = {
    ...figures,
    cores: cpus().length,
    node: process.version,
    load: Number(loadavg()[0].toFixed(2)),
    at: new Date().toISOString().slice(0, 10),
  };
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  process.stdout.write(`${part}: ${JSON.stringify(figures)}\n`);
}

function people(n, features) {
  const rng = createRng(`people/${n}/${features}`);
  const columns = Array.from({ length: features }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
  const truth = columns[0].map((a, i) => 0.3 * Math.max(0, a) + 0.1 * columns[1][i]);
  const outcome = truth.map((tau, i) => columns[2][i] + 0.5 * columns[3][i] ** 2 + treated[i] * tau + rng.normal());
  return { columns, treated, outcome, truth };
}

const rounded = (value, digits = 2) => Number(value.toFixed(digits));

if (wants("x-learner")) {
  const data = people(1_000_000, 20);
  const { value, seconds, cpuSeconds } = timed(() =>
    fitUplift(data, { learner: "x", base: boostedLearner, propensity: 0.5, rng: createRng(1) })(
      data.columns,
      1_000_000,
    ),
  );
  const error = Math.sqrt(value.reduce((sum, tau, i) => sum + (tau - data.truth[i]) ** 2, 0) / value.length);
  note("x-learner", {
    rows: 1_000_000,
    features: 20,
    seconds: rounded(seconds),
    cpuSeconds,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    rootMeanSquareError: rounded(error, 4),
  });
}

if (wants("boosting")) {
  const n = 100_000;
  const data = people(n, 20);
  const options = { loss: "squared", trees: 100, learningRate: 0.1, maxLeaves: 31, minLeafRows: 20, l2: 0 };
  const ours = timed(() => {
    const model = fitBoosting(
      data.columns.map((values) => ({ values })),
      data.outcome,
      options,
    );
    return predictResponse(model, data.columns, n);
  });
  const loss = (predicted) => predicted.reduce((sum, value, i) => sum + (value - data.outcome[i]) ** 2, 0) / n;
  const folder = mkdtempSync(join(tmpdir(), "attune-boosting-"));
  const flat = new Float64Array(n * 21);
  for (const [j, column] of data.columns.entries()) flat.set(column, j * n);
  flat.set(data.outcome, 20 * n);
  writeFileSync(join(folder, "data.f64"), Buffer.from(flat.buffer));
  const script = fileURLToPath(new URL("sklearn_run.py", import.meta.url));
  const peer = spawnSync(process.env.PYTHON ?? "python3", [script, join(folder, "data.f64"), String(n)], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  const figures = {
    rows: n,
    features: 20,
    trees: 100,
    seconds: rounded(ours.seconds),
    cpuSeconds: ours.cpuSeconds,
    meanSquaredError: rounded(loss(ours.value), 4),
  };
  if (peer.status === 0) {
    const { oneThread, allThreads, version, threads } = JSON.parse(peer.stdout);
    note("boosting", {
      ...figures,
      scikitLearn: { version, threads, oneThread, allThreads },
      timesSlowerThanOneThread: rounded(ours.cpuSeconds / oneThread.cpuSeconds),
      timesSlowerThanAllThreads: rounded(ours.seconds / allThreads.seconds),
    });
  } else {
    process.stdout.write(`scikit-learn left out: ${peer.stderr ?? peer.error?.message}\n`);
    note("boosting", figures);
  }
}

if (wants("sdid")) {
  const rng = createRng("sdid");
  const [units, periods, firstTreated] = [1000, 100, 80];
  const factors = Array.from({ length: 3 }, () => Float64Array.from({ length: periods }, () => rng.normal()));
  const series = () => {
    const loadings = factors.map(() => rng.normal());
    return Float64Array.from(
      { length: periods },
      (_, t) => loadings.reduce((sum, loading, f) => sum + loading * factors[f][t], 0) + 0.5 * rng.normal(),
    );
  };
  const controls = Array.from({ length: units - 1 }, series);
  const treated = series().map((value, t) => value + (t >= firstTreated ? 2 : 0));
  const { value, seconds, cpuSeconds } = timed(() =>
    syntheticDid({ treated, controls, firstTreated, treatedUnits: 1 }),
  );
  note("sdid", {
    units,
    periods,
    seconds: rounded(seconds, 3),
    cpuSeconds,
    effect: rounded(value.effect, 3),
    kktGap: value.kktGap,
  });
}

if (wants("did")) {
  const rng = createRng("did");
  const [units, width] = [20_000, 18];
  const periods = Float64Array.from({ length: width }, (_, t) => t + 1);
  const starts = [5, 8, 11, 14, Number.POSITIVE_INFINITY];
  const groupOf = Float64Array.from({ length: units }, () => starts[rng.integer(starts.length)]);
  const outcome = new Float64Array(units * width);
  groupOf.forEach((group, unit) => {
    const level = rng.normal();
    for (let t = 0; t < width; t++)
      outcome[unit * width + t] = level + 0.1 * t + (t + 1 >= group ? 1 : 0) + rng.normal();
  });
  const panel = {
    units: Array.from({ length: units }, (_, i) => `${i}`),
    periods,
    outcome,
    rowOf: new Int32Array(units * width),
    droppedUnits: 0,
  };
  const { value, seconds, cpuSeconds } = timed(() =>
    simpleAggregate(groupTimeEffects({ panel, groupOf, control: "never" })),
  );
  note("did", {
    units,
    periods: width,
    cells: 4 * (width - 1),
    seconds: rounded(seconds, 3),
    cpuSeconds,
    effect: rounded(value.effect, 4),
  });
}
