import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { estimatePolicy, type PolicyEstimate } from "./estimate-policy.ts";
import { type LoggedFeedback, tablePolicy, uniformPolicy } from "./logged-feedback.ts";
import { rankingThompson } from "./ranking-thompson.ts";

const folder = join(process.env.ATTUNE_DATA ?? "../shared/data", "open-bandit-small");
const absent = !existsSync(folder);

const items = 34;
const positions = 3;
/** The production policy's priors for the men's campaign [zr-obp, `obp/policy/conf/prior_bts.yaml`]. */
const alpha = "47 8 62 142 3 6 100 48 23 71 61 13 16 518 30 7 4 23 8 10 11 11 18 121 11 4 32 30 9 22 6 23 5 54"
  .split(" ")
  .map(Number);
const beta =
  "12198 3566 15993 35522 2367 3100 24665 13210 7061 18061 17449 5644 6787 111326 8776 3334 2271 7389 2659 3665 4724 3561 5085 27407 4601 2923 8897 8654 4000 6580 3174 6766 2602 14506"
    .split(" ")
    .map(Number);

function readLog(policy: "random" | "bts"): LoggedFeedback {
  const rows = readFileSync(join(folder, policy, "men.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  return {
    actionCount: items,
    positionCount: positions,
    action: Uint32Array.from(rows, (row) => Number(row[2])),
    position: Uint32Array.from(rows, (row) => Number(row[3]) - 1),
    reward: Float64Array.from(rows, (row) => Number(row[4])),
    propensity: Float64Array.from(rows, (row) => Number(row[5])),
  };
}

function numberOf(estimate: PolicyEstimate | Undetermined): number {
  if (isUndetermined(estimate)) throw new Error(estimate.undetermined.reason);
  return estimate.value;
}

describe.skipIf(absent)(
  `off-policy estimates on the Open Bandit data${absent ? ` (skipped: ${folder} is not there)` : ""}`,
  () => {
    it("forward: the production Thompson policy judged on the random log within 1 % of zr-obp's numbers", () => {
      const log = readLog("random");
      const target = tablePolicy(log, rankingThompson(alpha, beta, positions, 20_000, createRng(12_345)));
      const { estimates, diagnostics, logged } = estimatePolicy({ log, target, switchThreshold: 5, rng: createRng(1) });
      expect(logged.value).toBeCloseTo(0.0046, 12);
      expect(Math.abs(numberOf(estimates.ipw) / 0.004534 - 1)).toBeLessThan(0.01);
      expect(Math.abs(numberOf(estimates.snipw) / 0.004604 - 1)).toBeLessThan(0.01);
      expect(Math.abs(diagnostics.meanWeight / 0.9847 - 1)).toBeLessThan(0.01);
      expect(Math.abs(diagnostics.effectiveSampleSize / 2_467 - 1)).toBeLessThan(0.02);
      // The policy earned 0.0069 on its own log of the same weeks; the interval of the estimate reaches there.
      const dr = estimates.dr as PolicyEstimate;
      expect(dr.interval.lower).toBeLessThan(0.0069);
      expect(dr.interval.upper).toBeGreaterThan(0.004);
    });

    it("reverse: the uniform policy judged on the Thompson log, and the diagnostics warn of a weight of 178", () => {
      const log = readLog("bts");
      const { estimates, diagnostics } = estimatePolicy({
        log,
        target: uniformPolicy(items),
        switchThreshold: 5,
        rng: createRng(1),
      });
      expect(Math.abs(numberOf(estimates.ipw) / 0.003009 - 1)).toBeLessThan(0.001);
      expect(Math.abs(numberOf(estimates.snipw) / 0.003189 - 1)).toBeLessThan(0.001);
      expect(Math.round(diagnostics.maxWeight)).toBe(178);
      expect(Math.round(diagnostics.effectiveSampleSize)).toBe(656);
      expect(diagnostics.warnings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(["large-weight", "small-effective-sample"]),
      );
    });

    it("identity: the random policy judged on its own log is its mean reward, with every weight one", () => {
      const { estimates, diagnostics } = estimatePolicy({
        log: readLog("random"),
        target: uniformPolicy(items),
        switchThreshold: 5,
        rng: createRng(1),
      });
      expect(numberOf(estimates.ipw)).toBeCloseTo(0.0046, 12);
      expect(diagnostics.maxWeight).toBeCloseTo(1, 12);
      expect(diagnostics.effectiveSampleSize).toBeCloseTo(10_000, 6);
      expect(diagnostics.warnings).toEqual([]);
    });

    it("propensities averaged over rounds are not the policy: a mean weight near 1.9 gives an error, not a number", () => {
      const bts = readLog("bts");
      const log = readLog("random");
      const sum = new Float64Array(items * positions);
      const count = new Float64Array(items * positions);
      bts.action.forEach((action, round) => {
        const cell = bts.position[round]! * items + action;
        sum[cell]! += bts.propensity[round]!;
        count[cell]! += 1;
      });
      const target = tablePolicy(
        log,
        sum.map((total, cell) => (count[cell]! > 0 ? total / count[cell]! : 0)),
      );
      const { estimates, diagnostics } = estimatePolicy({ log, target, switchThreshold: 5, rng: createRng(1) });
      expect(diagnostics.meanWeight).toBeGreaterThan(1.8);
      expect(isUndetermined(estimates.ipw)).toBe(true);
      expect(diagnostics.warnings[0]!.code).toBe("mean-weight");
    });
  },
);
