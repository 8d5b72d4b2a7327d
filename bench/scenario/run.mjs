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

/** The middle of five, after one to warm up: seconds that passed, and seconds of the processor, which other work on the machine stretches less. */
function timed(work) {
  work();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const used = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(used);
    return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  });
  const middle = (of) => times.map(of).sort((x, y) => x - y)[2];
  return { seconds: middle((time) => time.seconds), cpuSeconds: middle((time) => time.cpuSeconds) };
}

const told = ({ seconds, cpuSeconds }) => `${seconds.toFixed(3)} s (${cpuSeconds.toFixed(3)} s of the processor)`;

const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
  uncertainQuantities: uncertain.length,
};
result.monteCarlo = {
  draws,
  ...timed(() => distributionOf(simulateDraws(bare, bare.plans[0], null, { draws, rng: createRng(1) }).npv)),
};
console.log(`${draws} draws of ${uncertain.length} uncertain quantities over 24 months: ${told(result.monteCarlo)}`);

result.scenarioSobol = { points, ...timed(() => varianceShares(program, program.plans[0], points, 1)) };
console.log(`Sobol indices of its net present value, ${points} points: ${told(result.scenarioSobol)}`);

// The same function in both: Ishigami's of three inputs, and seventeen that hardly matter.
const ishigami = (columns) =>
  Float64Array.from({ length: points }, (_, i) => {
    let rest = 0;
    for (let k = 3; k < inputs; k++) rest += columns[k][i];
    return (
      Math.sin(columns[0][i]) +
      7 * Math.sin(columns[1][i]) ** 2 +
      0.1 * columns[2][i] ** 4 * Math.sin(columns[0][i]) +
      0.001 * rest
    );
  });
const sample = (from) =>
  Array.from({ length: inputs }, (_, k) => sobolColumn(from + k, points, 1).map((u) => Math.PI * (2 * u - 1)));
let found;
result.ishigami = {
  points,
  inputs,
  ...timed(() => {
    found = sobolIndices(sample(0), sample(inputs), ishigami);
  }),
};
const ours = [...found.first.slice(0, 3), ...found.total.slice(0, 3)].map(({ estimate }) => estimate);
const exact = [0.31390519114781, 0.44241114479004, 0, 0.55758885520996, 0.44241114479004, 0.24368366406215];
const worst = (values) => Math.max(...values.map((value, i) => Math.abs(value - exact[i])));
result.ishigami.worstError = worst(ours);
console.log(
  `Ishigami with ${inputs} inputs, ${points} points: ${told(result.ishigami)}, worst error ${worst(ours).toFixed(4)}`,
);
try {
  const runs = Array.from({ length: 3 }, () =>
    execFileSync(python, [new URL("salib_run.py", import.meta.url).pathname, String(points), String(inputs)], {
      encoding: "utf8",
    })
      .trim()
      .split(" ")
      .map(Number),
  ).sort((x, y) => x[0] + x[1] + x[2] - (y[0] + y[1] + y[2]));
  const [sampling, evaluating, analyzing, ...theirs] = runs[1];
  result.salib = {
    seconds: sampling + evaluating + analyzing,
    sampling,
    evaluating,
    analyzing,
    worstError: worst(theirs),
  };
  console.log(
    `SALib, the same: ${result.salib.seconds.toFixed(3)} s (sampling ${sampling.toFixed(3)}, model ${evaluating.toFixed(3)}, indices with 100 resamples ${analyzing.toFixed(3)}), worst error ${worst(theirs).toFixed(4)}`,
  );
} catch (error) {
  console.log(`SALib was left out: ${python} cannot run it (${String(error.message).split("\n")[0]})`);
}
writeFileSync(new URL("results/run.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
