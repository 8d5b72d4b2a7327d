import { coefficientCovariance, standardErrorOf } from "@attune/math/fit/coefficient-covariance";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";
import { createRng } from "@attune/math/rng";
import { standardizedDifference } from "@attune/math/weighting/balancing-weights";
import type { MethodEstimate } from "@attune/model/effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { type ArmEstimate, meanArm } from "../experiment/arm-estimate.ts";
import { independentPair, type PairEstimate } from "../experiment/pair-estimate.ts";
import { welch } from "../experiment/welch.ts";
import { expectClose } from "../reference.suite.ts";
import { readColumns } from "./read-columns.suite.ts";
import type { TreatmentData } from "./treatment-data.ts";
import { fitPropensity, regressionEstimate, weightingEstimates } from "./weighting-estimates.ts";

const names = ["treat", "re78", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"];
const nsw = readColumns("lalonde-nsw/nsw_mixtape.csv", names);
const cps = readColumns("lalonde-nsw/cps_mixtape.csv", names);

function joined(withCps: boolean): TreatmentData {
  const keep = nsw![0]!.values.map((arm) => (withCps && arm === 0 ? 0 : 1));
  const columns = nsw!.map((column, j) => ({
    name: column.name,
    values: Float64Array.from([...column.values.filter((_, i) => keep[i] === 1), ...(withCps ? cps![j]!.values : [])]),
  }));
  const [treat, re78, ...covariates] = columns;
  return { treated: Uint8Array.from(treat!.values), outcome: re78!.values, covariates };
}

/** The propensity of Cunningham's Mixtape: squares, a cube, zero earnings, schooling times earnings. */
function withMixtapeTerms(data: TreatmentData): TreatmentData {
  const of = (name: string) => data.covariates.find((column) => column.name === name)!.values;
  const extra = {
    age2: of("age").map((x) => x * x),
    age3: of("age").map((x) => x ** 3),
    educ2: of("educ").map((x) => x * x),
    u74: of("re74").map((x) => (x === 0 ? 1 : 0)),
    u75: of("re75").map((x) => (x === 0 ? 1 : 0)),
    interaction: of("educ").map((x, i) => x * of("re74")[i]!),
  };
  const added = Object.entries(extra).map(([name, values]) => ({ name, values }));
  return { ...data, covariates: [...data.covariates, ...added] };
}

function estimateOf(list: MethodEstimate[], method: string): number {
  const found = list.find((entry) => entry.method === method)!.estimate;
  if (isUndetermined(found)) throw new Error(found.undetermined.reason);
  return found;
}

describe.skipIf(nsw === null || cps === null)("weighting on the NSW and the CPS", () => {
  it("compares the arms of the experiment, and its treated with the CPS (anchors 41, 42, 43 and 47)", () => {
    const { outcome, treated } = joined(false);
    const sums = (arm: number) => {
      const values = outcome.filter((_, i) => treated[i] === arm);
      return {
        n: values.length,
        sum: values.reduce((total, y) => total + y, 0),
        sumSquares: values.reduce((total, y) => total + y * y, 0),
      };
    };
    const arms = [meanArm(sums(1)), meanArm(sums(0))] as [ArmEstimate, ArmEstimate];
    const pair = independentPair(...arms) as PairEstimate;
    const { estimate, standardError, pValue } = welch(pair);
    expectClose(estimate, 1794.342404270271, 1e-7);
    expectClose(standardError, 670.9965463815241, 1e-7);
    expectClose(pair.degreesOfFreedom, 307.1324931115885, 1e-7);
    expectClose(pValue, 0.00789297771451734, 1e-6);
    // Equal variances: the regression on the arm alone.
    const columns = [constantColumn(445), Float64Array.from(treated)];
    const pooled = leastSquares({ columns, outcome });
    const error = standardErrorOf(pooled, coefficientCovariance(pooled, columns, "classical"), 1);
    expectClose(pooled.coefficients[1]! / (error as number), 2.835320822088234, 1e-7);
    const naive = joined(true);
    const mean = (arm: number) => {
      const values = naive.outcome.filter((_, i) => naive.treated[i] === arm);
      return values.reduce((total, y) => total + y, 0) / values.length;
    };
    expectClose(mean(1) - mean(0), -8497.516142636992, 1e-7);
  });

  it("adjusts the experiment by regression: 1,676.34 with its classical, HC1 and HC3 errors", () => {
    const data = joined(false);
    const columns = [
      constantColumn(445),
      ...data.covariates.map((column) => column.values),
      Float64Array.from(data.treated),
    ];
    const fit = leastSquares({ columns, outcome: data.outcome });
    const error = (kind: "classical" | "hc1" | "hc3") =>
      standardErrorOf(fit, coefficientCovariance(fit, columns, kind), 9);
    expectClose(fit.coefficients[9], 1676.3426437678422, 1e-7);
    expectClose(error("classical"), 638.6820162065734, 1e-7);
    expectClose(error("hc1"), 676.7337010941744, 1e-7);
    expectClose(error("hc3"), 685.302478449109, 1e-7);
  });

  it("finds 699 by regression against the CPS, and the known imbalance", () => {
    const data = joined(true);
    expect(data.outcome).toHaveLength(16177);
    expectClose(estimateOf([regressionEstimate(data)], "regression"), 699.1317762443292, 1e-6);
    const imbalance = (name: string) =>
      standardizedDifference(data.covariates.find((column) => column.name === name)!.values, data.treated);
    expectClose(imbalance("age"), -1.0354998523, 1e-7);
    expectClose(imbalance("re74"), -2.4395647204, 1e-7);
    expectClose(imbalance("re75"), -3.7644621535, 1e-7);
    expectClose(imbalance("black"), 2.1113421481, 1e-7);
  });

  it("one propensity model says -11,877, -7,238 or +1,807 (Mixtape)", () => {
    const data = withMixtapeTerms(joined(true));
    const propensity = fitPropensity(data);
    if (isUndetermined(propensity)) throw new Error(propensity.undetermined.reason);
    expectClose(propensity.logLikelihood, -404.159908942, 1e-9);
    expectClose(
      propensity.probabilities.reduce((sum, p) => sum + p, 0),
      185,
      1e-9,
    );
    const all = weightingEstimates(data, propensity, { estimand: "ate", trim: 0 }, createRng(1));
    expectClose(estimateOf(all, "horvitz-thompson"), -11876.787496936297, 1e-7);
    expectClose(estimateOf(all, "hajek"), -7238.140280368338, 1e-7);
    const trimmed = weightingEstimates(data, propensity, { estimand: "ate", trim: 0.1 }, createRng(1));
    expectClose(estimateOf(trimmed, "horvitz-thompson"), 2006.3652607179438, 1e-7);
    expectClose(estimateOf(trimmed, "hajek"), 1806.730077169762, 1e-7);
  });
});

describe("weightingEstimates", () => {
  /** Truth: effect 2; z confounds. */
  function simulated(seed: number, n = 500): TreatmentData {
    const rng = createRng(seed);
    const z = Float64Array.from({ length: n }, () => rng.normal());
    const treated = Uint8Array.from(z, (value) => (rng.uniform() < 1 / (1 + Math.exp(-0.8 * value)) ? 1 : 0));
    const outcome = z.map((value, i) => 1 + 2 * treated[i]! + 1.5 * value + rng.normal());
    return { outcome, treated, covariates: [{ name: "z", values: z }] };
  }

  it.each(["ate", "att", "overlap"] as const)("covers the truth as often as its interval says: %s", (estimand) => {
    const hits = new Map<string, number>();
    const runs = 120;
    for (let run = 0; run < runs; run++) {
      const data = simulated(run);
      const propensity = fitPropensity(data);
      if (isUndetermined(propensity)) throw new Error("separated");
      for (const { method, interval } of weightingEstimates(data, propensity, { estimand, trim: 0 }, createRng(run))) {
        if (isUndetermined(interval)) throw new Error(method);
        if (interval[0]! <= 2 && 2 <= interval[1]!) hits.set(method, (hits.get(method) ?? 0) + 1);
      }
    }
    // ±3.5 Monte Carlo standard errors of 95 % over 120 runs is 7 points.
    for (const [method, count] of hits) expect(count / runs, method).toBeGreaterThan(0.88);
  });

  it("names the covariate that separates the arms", () => {
    const data = simulated(1);
    const label = Float64Array.from(data.treated);
    const found = fitPropensity({ ...data, covariates: [...data.covariates, { name: "voucher", values: label }] });
    expect(found).toMatchObject({ undetermined: { code: "perfect-separation" } });
    if (isUndetermined(found)) expect(found.undetermined.reason).toContain("voucher");
  });
});
