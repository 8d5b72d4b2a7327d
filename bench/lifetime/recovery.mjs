// Whether the lifetime models find what their data were drawn from, and whether every cohort ends in a maximum or a stated boundary.
// usage: node bench/lifetime/recovery.mjs <model> [share of the replications]
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fitPurchaseModel } from "../../packages/forecast/dist/lifetime/fit-purchase-model.js";
import { groupHistories } from "../../packages/forecast/dist/lifetime/group-histories.js";
import { likelihoodRatio } from "../../packages/forecast/dist/lifetime/profile-likelihood.js";
import { purchaseModelNamed } from "../../packages/forecast/dist/lifetime/purchase-models.js";
import { simulateHistories } from "../../packages/forecast/dist/lifetime/simulate-histories.js";
import { createRng } from "../../packages/math/dist/rng.js";

const name = process.argv[2];
const share = Number(process.argv[3] ?? 1);
const rng = createRng("lifetime recovery bench");
const size = 5_000;
const truths = {
  "bg-nbd": [0.243, 4.414, 0.793, 2.426],
  "mbg-nbd": [0.525, 6.183, 0.891, 1.614],
  "pareto-nbd": [0.553, 10.578, 0.606, 11.669],
  "bg-bb": [1.204, 0.75, 0.657, 2.783],
  sbg: [0.704, 1.182],
};
const ranges = {
  "bg-nbd": [
    [0.05, 5],
    [1, 50],
    [0.05, 5],
    [0.1, 10],
  ],
  "mbg-nbd": [
    [0.05, 5],
    [1, 50],
    [0.05, 5],
    [0.1, 10],
  ],
  "pareto-nbd": [
    [0.05, 5],
    [1, 50],
    [0.05, 5],
    [1, 100],
  ],
  "bg-bb": [
    [0.1, 5],
    [0.1, 10],
    [0.1, 5],
    [0.1, 10],
  ],
  sbg: [
    [0.1, 10],
    [0.1, 20],
  ],
};

if (!(name in truths)) {
  process.stderr.write(`name one of ${Object.keys(truths).join(", ")}\n`);
  process.exit(2);
}
const coverage = coverageOf(name, Float64Array.from(truths[name]), Math.round(500 * share));
const convergence = convergenceOf(name, ranges[name], Math.round(1000 * share));
const report = { name, customersPerCohort: size, coverage, convergence };
writeFileSync(
  fileURLToPath(new URL(`results/recovery-${name}.json`, import.meta.url)),
  `${JSON.stringify(report, null, 2)}\n`,
);
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = coverage.isWithinBand && convergence.settled >= 0.999 * convergence.cohorts ? 0 : 1;

/** Weeks of 26 to 52 for the continuous models, so that customers differ; periods of 6 to 12 for the others. */
function coverageOf(name, truth, cohorts) {
  const model = purchaseModelNamed(name);
  const draws = rng.fork(`coverage ${name}`);
  const covered = truth.map(() => 0);
  let boundary = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const observed = Float64Array.from({ length: size }, () =>
      model.time === "periods" ? 6 + draws.integer(7) : 26 + draws.integer(27),
    );
    const histories = groupHistories(simulateHistories(model, truth, observed, draws));
    const fit = fitPurchaseModel(model, histories);
    if (fit.boundary.length > 0) boundary++;
    const objective = model.objective(histories);
    truth.forEach((value, i) => {
      if (likelihoodRatio(objective, fit, i, value) <= 3.841458820694124) covered[i]++;
    });
    if (cohort % 50 === 49) process.stderr.write(`${name}: ${cohort + 1} of ${cohorts} cohorts\n`);
  }
  const band = 3.5 * Math.sqrt((0.95 * 0.05) / cohorts);
  const rates = Object.fromEntries(model.parameterNames.map((parameter, i) => [parameter, covered[i] / cohorts]));
  const isWithinBand = Object.values(rates).every((rate) => Math.abs(rate - 0.95) <= band);
  return { truth: [...truth], cohorts, boundary, band, coverage: rates, isWithinBand };
}

function convergenceOf(name, range, cohorts) {
  const model = purchaseModelNamed(name);
  const draws = rng.fork(`convergence ${name}`);
  const between = ([low, high]) => low * (high / low) ** draws.uniform();
  let converged = 0;
  let boundary = 0;
  let settled = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const truth = Float64Array.from(range, between);
    const customers = 50 + draws.integer(450);
    const longest = model.time === "periods" ? 12 : 60;
    const observed = Float64Array.from({ length: customers }, () => 1 + draws.integer(longest));
    const histories = groupHistories(simulateHistories(model, truth, observed, draws));
    const fit = fitPurchaseModel(model, histories);
    if (fit.boundary.length > 0) boundary++;
    else if (fit.converged) converged++;
    if (fit.boundary.length > 0 || fit.converged) settled++;
  }
  process.stderr.write(`${name}: ${settled} of ${cohorts} random cohorts settled\n`);
  return { cohorts, converged, boundary, settled };
}
