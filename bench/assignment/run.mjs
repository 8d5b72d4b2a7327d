import { assignVariant } from "@attune/rules/assignment";

/** Uniformity and independence of assignment on a million people, by χ², with the quantiles of scipy.stats.chi2.ppf(0.9999, df). */
const people = 1_000_000;
const variants = [
  { variantId: "control", weight: 0.5 },
  { variantId: "low", weight: 0.3 },
  { variantId: "high", weight: 0.2 },
];
const first = { experimentId: "prices", variants, ramp: 1 };
const second = { experimentId: "rankings", variants, ramp: 1 };
const indexOf = (allocation, key) =>
  variants.findIndex(({ variantId }) => variantId === assignVariant(allocation, key)?.variantId);

const alone = [0, 0, 0];
const cells = Array.from({ length: 9 }, () => 0);
let movedByRamp = 0;
const startedAt = performance.now();
for (let i = 0; i < people; i++) {
  const key = `person-${i}`;
  const [a, b] = [indexOf(first, key), indexOf(second, key)];
  alone[a] += 1;
  cells[a * 3 + b] += 1;
  const early = indexOf({ ...first, ramp: 0.1 }, key);
  if (early >= 0 && early !== a) movedByRamp += 1;
}
const seconds = (performance.now() - startedAt) / 1000;

const chiSquare = (counts, weights) =>
  counts.reduce((sum, n, i) => sum + (n - people * weights[i]) ** 2 / (people * weights[i]), 0);
const weights = variants.map(({ weight }) => weight);
const joint = weights.flatMap((a) => weights.map((b) => a * b));
const results = {
  people,
  uniformity: { chiSquare: chiSquare(alone, weights), degrees: 2, quantile: 18.42 },
  independence: { chiSquare: chiSquare(cells, joint), degrees: 8, quantile: 31.83 },
  movedByRamp,
  assignmentsPerSecond: Math.round((3 * people) / seconds),
};
console.log(JSON.stringify(results, null, 2));
const holds = [results.uniformity, results.independence].every((test) => test.chiSquare < test.quantile);
if (!holds || movedByRamp > 0) process.exitCode = 1;
