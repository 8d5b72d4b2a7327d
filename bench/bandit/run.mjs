// Regret of the bandits against the reference numbers: Bernoulli arms (T = 10,000) and the mushroom table (ten seeded passes).
// usage: node bench/bandit/run.mjs [runs]   → results/regret.json
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { betaThompson } from "@attune/learn/bandit/beta-thompson";
import { epsilonGreedy } from "@attune/learn/bandit/epsilon-greedy";
import { createLinUcb } from "@attune/learn/bandit/lin-ucb";
import { createLinearThompson } from "@attune/learn/bandit/linear-thompson";
import { createLogisticThompson } from "@attune/learn/bandit/logistic-thompson";
import { chooseArm } from "@attune/learn/bandit/policy";
import { simulateRegret } from "@attune/learn/bandit/simulate-regret";
import { ucb1 } from "@attune/learn/bandit/ucb1";
import { createRng } from "@attune/math/rng";

const runs = Number(process.argv[2] ?? 100);
const report = {};

function summary(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return {
    mean: Number(mean.toFixed(4)),
    plusMinus95: Number((1.96 * Math.sqrt(variance / values.length)).toFixed(4)),
    runs: values.length,
  };
}

const arms = {
  "one good arm among ten (.5, 9 × .4)": [0.5, ...new Array(9).fill(0.4)],
  "click rates (.05 .04 .03 .03 .02)": [0.05, 0.04, 0.03, 0.03, 0.02],
};
for (const [name, rates] of Object.entries(arms)) {
  const best = Math.max(...rates);
  report[name] = { random: 10_000 * (best - rates.reduce((sum, rate) => sum + rate, 0) / rates.length) };
  const policies = [
    [epsilonGreedy(0.1), 0],
    [ucb1(), 0],
    [betaThompson(), 0],
    [betaThompson(), 100],
    [betaThompson(), 1_000],
  ];
  for (const [policy, delayRounds] of policies) {
    const finals = Array.from({ length: runs }, (_, run) =>
      simulateRegret(policy, { rates, rounds: 10_000, delayRounds }, createRng(`bench/${run}`)).at(-1),
    );
    report[name][delayRounds === 0 ? policy.name : `${policy.name}, ${delayRounds} rounds late`] = summary(finals);
  }
}

const lines = readFileSync(join(process.env.ATTUNE_DATA ?? "../shared/data", "mushroom/mushrooms.csv"), "utf8")
  .trim()
  .split(/\r?\n/)
  .slice(1);
const place = new Map();
for (const line of lines) {
  line
    .split(",")
    .slice(1)
    .forEach((value, column) => {
      const feature = `${column}=${value}`;
      if (!place.has(feature)) place.set(feature, place.size);
    });
}
const mushrooms = lines.map((line) => {
  const [kind, ...values] = line.split(",");
  const features = new Float64Array(place.size);
  values.forEach((value, column) => {
    features[place.get(`${column}=${value}`)] = 1;
  });
  return { edible: kind === "e", features };
});

/** Regret of one pass as a share of uniform play's. */
function pass(policy, rng, toReward) {
  const order = mushrooms.map((mushroom) => ({ mushroom, key: rng.uniform() })).sort((a, b) => a.key - b.key);
  const nothing = new Float64Array(place.size);
  let regret = 0;
  let uniform = 0;
  for (const {
    mushroom: { edible, features },
  } of order) {
    const { arm } = chooseArm(policy.probabilities([nothing, features], rng), rng);
    const expected = edible ? 5 : -15;
    regret += Math.max(0, expected) - (arm === 1 ? expected : 0);
    uniform += Math.max(0, expected) - expected / 2;
    if (arm === 1) policy.learn(features, toReward(edible || rng.uniform() < 0.5 ? 5 : -35));
  }
  return regret / uniform;
}

const dimensions = place.size;
const same = (reward) => reward;
const wentWell = (reward) => (reward > 0 ? 1 : 0);
const contextual = [
  ["lin-ucb (optimism 10)", () => createLinUcb({ dimensions, ridge: 1, optimism: 10 }), same],
  ["linear-thompson (scale 5)", () => createLinearThompson({ dimensions, ridge: 1, scale: 5, draws: 100 }), same],
  ["linear-thompson (scale 10)", () => createLinearThompson({ dimensions, ridge: 1, scale: 10, draws: 100 }), same],
  [
    "logistic-thompson (went well or not)",
    () => createLogisticThompson({ dimensions, priorPrecision: 1, scale: 1, draws: 100 }),
    wentWell,
  ],
];
report["mushroom: regret as a share of uniform play's"] = Object.fromEntries(
  contextual.map(([name, create, toReward]) => [
    name,
    summary(Array.from({ length: 10 }, (_, run) => pass(create(), createRng(`pass/${run}`), toReward))),
  ]),
);

console.log(JSON.stringify(report, null, 1));
const results = new URL("results/", import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(
  new URL("regret.json", results),
  `${JSON.stringify({ command: `node bench/bandit/run.mjs ${runs}`, ...report }, null, 1)}\n`,
);
