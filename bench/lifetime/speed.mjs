// BG/NBD on a million customers: ours, and with --python the packages lifetimes and PyMC-Marketing (MAP) on the same file, in one run.
// usage: node bench/lifetime/speed.mjs [customers] [--python <interpreter with lifetimes and pymc-marketing installed>]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bgNbd } from "../../packages/forecast/dist/lifetime/beta-geometric-model.js";
import { fitPurchaseModel } from "../../packages/forecast/dist/lifetime/fit-purchase-model.js";
import { groupHistories } from "../../packages/forecast/dist/lifetime/group-histories.js";
import { simulateHistories } from "../../packages/forecast/dist/lifetime/simulate-histories.js";
import { createRng } from "../../packages/math/dist/rng.js";

const size = Number(process.argv[2] ?? 1_000_000);
const pythonAt = process.argv.indexOf("--python");
const truth = Float64Array.of(0.243, 4.414, 0.793, 2.426);
const rng = createRng("bench lifetime");

const timed = (f) => {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const value = f();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { value, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
};

// Two years of customers, dates in days, as a shop has them; and the same with times to the second, of which no two are equal.
const weeks = Float64Array.from({ length: size }, () => (1 + rng.integer(730)) / 7);
const exact = simulateHistories(bgNbd, truth, weeks, rng);
const toDays = (column) => column.map((time) => Math.ceil(time * 7) / 7);
const daily = { ...exact, timeOfLastPurchase: toDays(exact.timeOfLastPurchase) };
const results = [dailyResult("dates in days", daily), dailyResult("no two times equal", exact)];
if (pythonAt > 0) {
  const python = process.argv[pythonAt + 1];
  for (const [name, script] of [
    ["lifetimes", lifetimesScript()],
    ["PyMC-Marketing", pymcScript()],
  ])
    results.push(ofPython(python, name, script, daily));
}

// Processes that wait for a core at the same time: above the number of cores, only CPU seconds can be compared.
const load = loadavg()[0];
const report = {
  machine: cpus()[0].model,
  cores: cpus().length,
  load,
  node: process.version,
  customers: size,
  truth: [...truth],
  results,
};
writeFileSync(fileURLToPath(new URL("results/speed.json", import.meta.url)), `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

function dailyResult(name, histories) {
  const grouped = timed(() => groupHistories(histories));
  const fit = timed(() => fitPurchaseModel(bgNbd, grouped.value));
  return {
    name: `attune, ${name}`,
    differentHistories: grouped.value.customers.length,
    groupSeconds: grouped.seconds,
    fitSeconds: fit.seconds,
    seconds: grouped.seconds + fit.seconds,
    cpuSeconds: grouped.cpuSeconds + fit.cpuSeconds,
    parameters: fit.value.parameters,
    standardErrors: fit.value.standardErrors,
    logLikelihood: fit.value.logLikelihood,
  };
}

/** What a package makes of the same customers; `failed` where it is not installed or does not end in time. */
function ofPython(python, name, script, histories) {
  const folder = mkdtempSync(join(tmpdir(), "attune-lifetimes-"));
  try {
    const rows = Array.from(
      histories.repeatPurchases,
      (x, i) => `${x},${histories.timeOfLastPurchase[i]},${histories.observedFor[i]}`,
    );
    writeFileSync(join(folder, "customers.csv"), `x,t_x,T\n${rows.join("\n")}\n`);
    writeFileSync(join(folder, "fit.py"), script);
    const { stdout, stderr, status } = spawnSync(python, [join(folder, "fit.py"), join(folder, "customers.csv")], {
      encoding: "utf8",
      timeout: 280_000,
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    return status === 0 ? JSON.parse(stdout.trim().split("\n").at(-1)) : { name, failed: stderr.slice(-500) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lifetimesScript() {
  return `
import json, sys, time
import pandas as pd
from lifetimes import BetaGeoFitter
d = pd.read_csv(sys.argv[1])
d["weights"] = 1
def run(frame):
    start, cpu = time.perf_counter(), time.process_time()
    fitter = BetaGeoFitter(penalizer_coef=0.0)
    fitter.fit(frame["x"], frame["t_x"], frame["T"], weights=frame["weights"])
    return time.perf_counter() - start, time.process_time() - cpu, fitter
start, cpu = time.perf_counter(), time.process_time()
grouped = d.groupby(["x", "t_x", "T"], as_index=False)["weights"].sum()
grouping, grouping_cpu = time.perf_counter() - start, time.process_time() - cpu
seconds, cpu_seconds, fitter = run(d)
grouped_seconds, grouped_cpu, _ = run(grouped)
print(json.dumps({"name": "lifetimes, dates in days", "seconds": seconds, "cpuSeconds": cpu_seconds,
                  "secondsGrouped": grouping + grouped_seconds, "cpuSecondsGrouped": grouping_cpu + grouped_cpu,
                  "parameters": dict(fitter.params_)}))
`;
}

/** Its usual priors; a small fit goes first, so that compiling is not timed. */
function pymcScript() {
  return `
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from pymc_marketing import clv
d = pd.read_csv(sys.argv[1]).rename(columns={"x": "frequency", "t_x": "recency"})
d["customer_id"] = range(len(d))
small = clv.BetaGeoModel(data=d.head(1000))
small.fit(method="map", progressbar=False)
start, cpu = time.perf_counter(), time.process_time()
model = clv.BetaGeoModel(data=d)
found = model.fit(method="map", progressbar=False).posterior
print(json.dumps({"name": "PyMC-Marketing, MAP, dates in days", "seconds": time.perf_counter() - start,
                  "cpuSeconds": time.process_time() - cpu,
                  "parameters": {name: float(found[name].mean()) for name in ["r", "alpha", "a", "b"]}}))
`;
}
