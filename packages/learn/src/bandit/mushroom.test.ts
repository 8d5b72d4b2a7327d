import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRng, type Rng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import type { ContextualPolicy } from "./contextual-policy.ts";
import { createLinUcb } from "./lin-ucb.ts";
import { createLinearThompson } from "./linear-thompson.ts";
import { createLogisticThompson } from "./logistic-thompson.ts";
import { chooseArm } from "./policy.ts";

const path = join(process.env.ATTUNE_DATA ?? "../shared/data", "mushroom/mushrooms.csv");
const absent = !existsSync(path);

interface Mushroom {
  edible: boolean;
  features: Float64Array;
}

/** 117 one-hot features, as the contextual-bandit literature uses the table. */
function readMushrooms(): Mushroom[] {
  const rows = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
  const place = new Map<string, number>();
  for (const row of rows)
    row.slice(1).forEach((value, column) => {
      const name = `${column}=${value}`;
      if (!place.has(name)) place.set(name, place.size);
    });
  return rows.map((row) => {
    const features = new Float64Array(place.size);
    row.slice(1).forEach((value, column) => {
      features[place.get(`${column}=${value}`)!] = 1;
    });
    return { edible: row[0] === "e", features };
  });
}

/** Regret of one pass in random order as a share of uniform play's. Eating: +5, or where poisonous +5 or −35 by a coin; skipping: 0. */
function regretShare(
  policy: ContextualPolicy,
  mushrooms: readonly Mushroom[],
  rng: Rng,
  toReward: (reward: number) => number,
): number {
  const order = mushrooms.map((mushroom) => ({ mushroom, key: rng.uniform() })).sort((a, b) => a.key - b.key);
  let regret = 0;
  let uniform = 0;
  const nothing = new Float64Array(mushrooms[0]!.features.length);
  for (const { mushroom } of order) {
    const { edible, features } = mushroom;
    const { arm } = chooseArm(policy.probabilities([nothing, features], rng), rng);
    const expected = edible ? 5 : -15;
    regret += Math.max(0, expected) - (arm === 1 ? expected : 0);
    uniform += Math.max(0, expected) - expected / 2;
    if (arm === 1) policy.learn(features, toReward(edible || rng.uniform() < 0.5 ? 5 : -35));
  }
  return regret / uniform;
}

describe.skipIf(absent)(
  `contextual bandits on the mushroom table${absent ? ` (skipped: ${path} is not there)` : ""}`,
  () => {
    const mushrooms = absent ? [] : readMushrooms();
    const dimensions = absent ? 0 : mushrooms[0]!.features.length;
    /** Ten take half a minute; `bench/bandit` runs them. */
    const passes = 3;
    const same = (reward: number) => reward;

    function meanShare(create: () => ContextualPolicy, toReward = same): number {
      let sum = 0;
      for (let pass = 0; pass < passes; pass++)
        sum += regretShare(create(), mushrooms, createRng(`pass/${pass}`), toReward);
      return sum / passes;
    }

    it("LinUCB loses at most 5 % of what uniform play loses (reference 2.8 %)", () => {
      expect(dimensions).toBe(117);
      expect(meanShare(() => createLinUcb({ dimensions, ridge: 1, optimism: 10 }))).toBeLessThan(0.05);
    });

    it("linear Thompson sampling loses at most 8 % (reference 5.0 to 6.2 %)", () => {
      expect(meanShare(() => createLinearThompson({ dimensions, ridge: 1, scale: 7, draws: 100 }))).toBeLessThan(0.08);
    });

    it("logistic Thompson sampling, which learns only whether eating went well, loses far less than uniform play", () => {
      const logistic = () => createLogisticThompson({ dimensions, priorPrecision: 1, scale: 1, draws: 100 });
      // Skipping is a predictor of zero: it is preferred where eating goes well in fewer than half of the cases, which no mushroom is certain of.
      expect(meanShare(logistic, (reward) => (reward > 0 ? 1 : 0))).toBeLessThan(0.8);
    });
  },
);
