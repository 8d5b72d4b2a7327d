import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStores } from "../../packages/server/dist/instance/open-stores.js";
import { liveShopTrial } from "../../packages/server/dist/testing/shop-trial.js";

// node bench/experiments/run.mjs [shoppers = 400] [days = 28] [seed = 1] [trial, one of those below; all unless said]
const [shoppers = 400, days = 28, seed = 1] = process.argv.slice(2, 5).map(Number);
const only = process.argv[5];

const playbook = (experiment, windowDays) => `
holdout: 0
placements: { listing-top: {} }
tactics:
  strip: { placement: listing-top, holdout: 0, windowDays: ${windowDays}, variants: { a: {}, b: {}, c: {} } }
experiments:
  x: { tactic: strip, control: a, metric: conversion-rate, ${experiment} }
`;

/** b sells, c drives away. */
const oneGood = (variant) => ({ a: {}, b: { buy: 0.9, add: 0.5 }, c: { buy: -0.6, add: -0.3 } })[variant];
/** What sells on a phone drives away at a desk, and the other way round. */
const byDevice = (variant, device) =>
  variant === "a" ? {} : (variant === "b") === (device === "phone") ? { buy: 0.9, add: 0.5 } : { buy: -0.6, add: -0.3 };

async function live(name, seed, { experiment, truth, windowDays = 1 }) {
  const directory = mkdtempSync(join(tmpdir(), "attune-experiments-"));
  const startedAt = performance.now();
  try {
    const outcome = await liveShopTrial({
      seed: `${seed}`,
      shoppers,
      days,
      busy: 5,
      configuration: playbook(experiment, windowDays),
      experimentId: "x",
      truth,
      change: () => openStores(directory, "UTC"),
    });
    const { orders, revenue, shown, stoppedOnDay, run, policy, report } = outcome;
    const week = shown.slice(-7).reduce((sum, day) => {
      for (const [variant, n] of Object.entries(day)) sum[variant] = (sum[variant] ?? 0) + n;
      return sum;
    }, {});
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const told = {
      name,
      seed,
      orders,
      revenue: Math.round(revenue),
      lastWeek: week,
      stoppedOnDay,
      reason: run.reason ?? null,
      shown: report.bandit ?? report.report.metrics[0].variants,
      seconds,
    };
    console.log(
      `${name}, seed ${seed}: ${orders} orders, ${Math.round(revenue)} of revenue; last week ${JSON.stringify(week)}; stopped ${stoppedOnDay ?? "never"}${run.reason ? ` (${run.reason})` : ""}; ${seconds} s`,
    );
    if (policy)
      console.log(
        `  draws by ${JSON.stringify(policy.probabilities.map(rounded))} ${JSON.stringify(Object.fromEntries(Object.entries(policy.byContext ?? {}).map(([k, v]) => [k, v.map(rounded)])))}`,
      );
    return told;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const rounded = (p) => Number(p.toFixed(3));
const bandit = "windowHours: 24, floor: 0.1";
const trials = {
  fixed: { experiment: "method: sequential", truth: oneGood },
  thompson: { experiment: `bandit: { ${bandit} }`, truth: oneGood },
  "fixed-interaction": { experiment: "method: sequential", truth: byDevice },
  "linear-interaction": { experiment: `bandit: { context: [device], ${bandit} }`, truth: byDevice },
  harmful: {
    experiment: "variants: { a: 0.5, c: 0.5 }, guardrails: { conversion-rate: 0 }",
    truth: oneGood,
    windowDays: 14,
  },
};
for (const [name, trial] of Object.entries(trials)) {
  if (only !== undefined && only !== name) continue;
  const told = await live(name, seed, trial);
  const file = new URL(`results/${name}-${seed}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify({ shoppers, days, ...told }, null, 1)}\n`);
}
