import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { boostedLearner, ridgeLearner } from "./base-learner.ts";
import { fitUplift, type MetaLearner } from "./meta-learners.ts";
import type { UpliftData } from "./uplift-data.ts";

const folder = resolve(process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data"), "ihdp");
const hasData = existsSync(folder);
if (!hasData) console.warn("skipped: ihdp is not on this machine (set ATTUNE_DATA)");

function ihdp(replication: number): UpliftData & { truth: Float64Array } {
  const rows = readFileSync(resolve(folder, `ihdp_npci_${replication}.csv`), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(",").map(Number));
  return {
    treated: Uint8Array.from(rows, (row) => row[0]!),
    outcome: Float64Array.from(rows, (row) => row[1]!),
    truth: Float64Array.from(rows, (row) => row[4]! - row[3]!),
    columns: Array.from({ length: 25 }, (_, j) => Float64Array.from(rows, (row) => row[5 + j]!)),
  };
}

const rootMeanSquare = (a: Float64Array, b: Float64Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
const learners: MetaLearner[] = ["s", "t", "x", "r", "dr"];

describe.skipIf(!hasData)("fitUplift on IHDP", { timeout: 120_000 }, () => {
  it("beats the constant effect in PEHE on the first replication with the t and x learners on trees", () => {
    const data = ihdp(1);
    for (const learner of ["t", "x"] as const) {
      const predict = fitUplift(data, { learner, base: boostedLearner, rng: createRng(1) });
      const found = predict(data.columns, data.outcome.length);
      // Replication 1 has effects with standard deviation 0.86 around 4.
      expect(rootMeanSquare(found, data.truth), learner).toBeLessThan(0.86);
    }
  });
});

describe("fitUplift", { timeout: 120_000 }, () => {
  /** Uplift x₀ in a test with half treated; x₁ moves everybody alike. */
  function simulated(seed: number, n: number): UpliftData & { truth: Float64Array } {
    const rng = createRng(seed);
    const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: n }, () => rng.normal()));
    const treated = Uint8Array.from({ length: n }, () => rng.integer(2));
    const outcome = columns[1]!.map((value, i) => value + treated[i]! * columns[0]![i]! + 0.5 * rng.normal());
    return { columns, treated, outcome, truth: columns[0]! };
  }
  const train = simulated(1, 3000);

  it("learns the same to the last bit with one thread and with two", () => {
    const many = simulated(3, 50_000);
    const [one, two] = [1, 2].map((threads) => {
      const options = { learner: "x", base: ridgeLearner, propensity: 0.5, threads, rng: createRng(1) } as const;
      return fitUplift(many, options)(train.columns, 3000);
    });
    expect(one).toEqual(two);
  });

  const test = simulated(2, 1000);

  it.each(learners)("the %s learner on trees finds uplift that differs by a feature", (learner) => {
    const predict = fitUplift(train, { learner, base: boostedLearner, propensity: 0.5, rng: createRng(1) });
    expect(rootMeanSquare(predict(test.columns, 1000), test.truth)).toBeLessThan(0.35);
  });

  it.each(["t", "x", "r", "dr"] as const)("the %s learner on ridge recovers a linear uplift", (learner) => {
    const predict = fitUplift(train, { learner, base: ridgeLearner, propensity: 0.5, rng: createRng(1) });
    expect(rootMeanSquare(predict(test.columns, 1000), test.truth)).toBeLessThan(0.12);
  });
});
