// Error of individual effects (PEHE) on IHDP 1–5, ours and peers' tree learners on the same files in one run.
// usage: node bench/uplift/run.mjs   → results/ihdp.json. ATTUNE_DATA names the data; PYTHON a python with causalml and econml.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { boostedLearner } from "@attune/learn/uplift/base-learner";
import { fitCausalForest } from "@attune/learn/uplift/causal-forest";
import { crossFitUplift, fitUplift } from "@attune/learn/uplift/meta-learners";
import { createRng } from "@attune/math/rng";

const folder = resolve(
  process.env.ATTUNE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url)),
  "ihdp",
);
const replications = [1, 2, 3, 4, 5];

function ihdp(replication) {
  const rows = readFileSync(resolve(folder, `ihdp_npci_${replication}.csv`), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(",").map(Number));
  return {
    treated: Uint8Array.from(rows, (row) => row[0]),
    outcome: Float64Array.from(rows, (row) => row[1]),
    truth: Float64Array.from(rows, (row) => row[4] - row[3]),
    columns: Array.from({ length: 25 }, (_, j) => Float64Array.from(rows, (row) => row[5 + j])),
  };
}

const learners = {
  s: (data, rng) => fitUplift(data, { learner: "s", base: boostedLearner, rng }),
  t: (data, rng) => fitUplift(data, { learner: "t", base: boostedLearner, rng }),
  x: (data, rng) => fitUplift(data, { learner: "x", base: boostedLearner, rng }),
  dr: (data, rng) => fitUplift(data, { learner: "dr", base: boostedLearner, rng }),
  r: (data, rng) => fitUplift(data, { learner: "r", base: boostedLearner, rng }),
  forest: (data, rng) => {
    const nuisance = crossFitUplift(data, { learner: "r", base: boostedLearner, rng });
    const forest = fitCausalForest(data, nuisance, { rng: rng.fork("forest") });
    return (columns, rows) => forest.predict(columns, rows).effect;
  },
};

const pehe = (found, truth) =>
  Math.sqrt(found.reduce((sum, value, i) => sum + (value - truth[i]) ** 2, 0) / truth.length);

const ours = {};
for (const [name, learn] of Object.entries(learners)) {
  const errors = replications.map((replication) => {
    const data = ihdp(replication);
    return pehe(learn(data, createRng("1"))(data.columns, data.outcome.length), data.truth);
  });
  ours[name] = told(errors);
  process.stdout.write(`attune ${name}: mean PEHE ${ours[name].mean} (${ours[name].each.join(", ")})\n`);
}

const script = fileURLToPath(new URL("peers_run.py", import.meta.url));
const peer = spawnSync(process.env.PYTHON ?? "python3", [script, folder], { encoding: "utf8", maxBuffer: 1 << 24 });
let peers = null;
if (peer.status === 0) {
  const answer = JSON.parse(peer.stdout.trim().split("\n").at(-1));
  peers = { versions: answer.versions };
  for (const [name, errors] of Object.entries(answer.errors)) {
    peers[name] = told(errors);
    process.stdout.write(`${name}: mean PEHE ${peers[name].mean} (${peers[name].each.join(", ")})\n`);
  }
} else process.stdout.write(`peers left out: ${peer.stderr?.slice(-600) ?? peer.error?.message}\n`);

const results = new URL("results/", import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL("ihdp.json", results), `${JSON.stringify({ node: process.version, ours, peers }, null, 1)}\n`);

function told(errors) {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { mean: Number(mean.toFixed(4)), each: errors.map((error) => Number(error.toFixed(4))) };
}
