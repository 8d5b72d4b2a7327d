import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { compileScenario } from "../../packages/forecast/dist/scenario/compile-scenario.js";
import { distributionOf } from "../../packages/forecast/dist/scenario/distribution.js";
import { simulateDraws } from "../../packages/forecast/dist/scenario/simulate-draws.js";
import { sobolIndices } from "../../packages/forecast/dist/sensitivity/sobol-indices.js";
import { sobolColumn } from "../../packages/forecast/dist/sensitivity/sobol-sequence.js";
import { varianceShares } from "../../packages/forecast/dist/sensitivity/variance-shares.js";
import { createRng } from "../../packages/math/dist/rng.js";

// SALib is looked for in the Python that PYTHON names: python3 -m venv v && v/bin/pip install SALib && PYTHON=v/bin/python node bench/scenario/run.mjs
const python = process.env.PYTHON ?? "python3";
const points = 2 ** 14;
const draws = 100_000;
const inputs = 20;

const about = (value) => ({ value, low: 0.8 * value, high: 1.25 * value });
const share = (value) => ({ value, low: 0.9 * value, high: Math.min(0.98, 1.1 * value) });

/** Twenty uncertain quantities: two funnels, two tactics, what they cost. */
const file = {
  name: "twenty drivers",
  horizonMonths: 24,
  calibration: about(0.8),
  baseline: {
    growthPerYear: { mean: 0.03, standardError: 0.03 },
    customers: { churnPerMonth: about(0.06) },
    funnels: ["new", "returning"].map((segment) => ({
      segment,
      visitorsPerMonth: about(50_000),
      stages: { view: share(0.5), add: share(0.1), buy: share(0.4) },
      orderValue: about(60),
      marginRate: 0.35,
      newCustomerShare: segment === "new" ? 0.9 : 0.1,
    })),
  },
  tactics: {
    push: { lifts: { add: { mean: 0.08, standardError: 0.03 } }, reach: share(0.8), rampMonths: 3 },
    pull: { lifts: { buy: { mean: 0.05, standardError: 0.02 } }, reach: share(0.7) },
  },
  scenarios: { go: {} },
  costs: {
    platform: { perMonth: about(2000) },
    engineering: { once: about(30_000) },
    training: 0,
    upkeep: { perMonth: about(1000) },
  },
};
const program = compileScenario(file);
const bare = { ...program, approaches: [] };
const uncertain = bare.quantities.filter(
  ({ path, spread }) => spread.kind !== "fixed" && !path.startsWith("approaches."),
);

/** The middle of five, after one to warm up. */
function timed(work) {
  work();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  }).sort((x, y) => x - y);
  return { seconds: times[2], least: times[0], most: times[4] };
}

for (let k = 0; k < 3; k++) {
  const c0 = process.cpuUsage();
  const t0 = performance.now();
  simulateDraws(bare, bare.plans[0], null, { draws, rng: createRng(1) });
  const c = process.cpuUsage(c0);
  console.log("cpu", (c.user + c.system) / 1e6);
}
