import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { normalPosterior } from "../experiment/bayesian.ts";
import { type AdjustedPair, cupedPair } from "../experiment/cuped.ts";
import { fiellerLift } from "../experiment/fieller.ts";
import { segmentHeterogeneity } from "../experiment/heterogeneity.ts";
import { benjaminiHochberg, holm } from "../experiment/multiple-testing.ts";
import { testGreater } from "../experiment/one-sided.ts";
import type { PairEstimate } from "../experiment/pair-estimate.ts";
import { postStratifiedPair } from "../experiment/post-stratification.ts";
import { regressionAdjustedPair } from "../experiment/regression-adjustment.ts";
import { sampleRatioTest } from "../experiment/sample-ratio.ts";
import type { CovariateStatistics, RegressionStatistics } from "../experiment/sufficient-statistics.ts";
import type { TestResult } from "../experiment/two-proportion.ts";
import { twoSidedLogP, welch } from "../experiment/welch.ts";
import { drawBinomial, drawMean } from "./draw.ts";
import { covers, type Study } from "./study.ts";

const COVERAGE = [0.945, 0.955] as const;

/** Outcome and a covariate with correlation 0.7; the mean is 10, the treated have `effect` more, and a steeper slope. */
function covariateArm(rng: Rng, n: number, effect: number, slope: number): CovariateStatistics {
  const s = { n, sum: 0, sumSquares: 0, covariateSum: 0, covariateSumSquares: 0, crossSum: 0 };
  for (let i = 0; i < n; i++) {
    const x = rng.normal();
    const y = 10 + effect + slope * x + 0.714 * rng.normal();
    s.sum += y;
    s.sumSquares += y * y;
    s.covariateSum += x;
    s.covariateSumSquares += x * x;
    s.crossSum += x * y;
  }
  return s;
}

function regressionArm(rng: Rng, n: number, slope: number): RegressionStatistics {
  const sums = [0, 0, 0];
  const products = [0, 1, 2].map(() => [0, 0, 0]);
  for (let i = 0; i < n; i++) {
    const x = Math.exp(0.5 * rng.normal());
    const w = rng.uniform() < 0.3 ? 1 : 0;
    const row = [10 + slope * x + w + 0.7 * rng.normal(), x, w];
    row.forEach((a, j) => {
      sums[j]! += a;
      row.forEach((b, k) => {
        products[j]![k]! += a * b;
      });
    });
  }
  return { n, sums, products };
}

const study = (
  id: string,
  estimator: string,
  process: string,
  once: (rng: Rng) => number,
  replications = 40_000,
): Study => ({
  id,
  estimator,
  process,
  measure: "coverage",
  band: COVERAGE,
  replications,
  once,
});

const adjustmentStudies: Study[] = [
  study("cuped/effect", "CUPED", "ρ 0.7, n = 200 and 300", (rng) => {
    const adjusted = cupedPair(covariateArm(rng, 200, 0.5, 0.7), covariateArm(rng, 300, 0, 0.7)) as AdjustedPair;
    return covers(welch(adjusted.pair).interval, 0.5);
  }),
  study("cuped/lift", "Fieller lift after CUPED", "ρ 0.7, true lift 20 %, n = 200 and 300", (rng) => {
    const adjusted = cupedPair(covariateArm(rng, 200, 2, 0.7), covariateArm(rng, 300, 0, 0.7)) as AdjustedPair;
    const lift = fiellerLift(adjusted.pair);
    return isUndetermined(lift) ? 1 : covers(lift.interval, 0.2);
  }),
  study("lin/effect", "Lin's regression", "two covariates, slopes differ by arm, n = 200 and 300", (rng) => {
    const pair = regressionAdjustedPair(regressionArm(rng, 200, 1), regressionArm(rng, 300, 0.5)) as PairEstimate;
    // The slopes differ by 0.5 and E[x] = exp(0.125).
    return covers(welch(pair).interval, 0.5 * Math.exp(0.125));
  }),
  study("post-stratified/effect", "post-stratification", "three strata, n = 400", (rng) => {
    const strata = [0, 1, 2].map((s) => ({ s, treated: [] as number[], control: [] as number[] }));
    for (let i = 0; i < 400; i++) {
      const u = rng.uniform();
      const s = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
      const treated = rng.uniform() < 0.5;
      const y = 3 * s + (treated ? 0.2 * s : 0) + rng.normal();
      (treated ? strata[s]!.treated : strata[s]!.control).push(y);
    }
    const sums = (values: number[]) => drawMean(values.length, () => values.pop()!);
    const pair = postStratifiedPair(
      strata.map(({ treated, control }) => ({ treated: sums(treated), control: sums(control) })),
    );
    // Mean of 0.2·s over the strata: 0.2·(0.3 + 2·0.2).
    return isUndetermined(pair) ? 1 : covers(welch(pair).interval, 0.14);
  }),
  study("bayes/prior", "Bayesian interval", "true effects drawn from the prior", (rng) => {
    const truth = 0.02 + 0.05 * rng.normal();
    const posterior = normalPosterior(
      { estimate: truth + 0.04 * rng.normal(), standardError: 0.04 },
      { mean: 0.02, variance: 0.05 ** 2 },
    );
    return covers(posterior.interval, truth);
  }),
  ...[3, 20].map((count) => ({
    ...study(`shrinkage/${count}-segments`, "shrunken segment effect", `${count} segments, spread = noise`, (rng) => {
      const truths = Array.from({ length: count }, () => rng.normal());
      const { shrunk } = segmentHeterogeneity(truths.map((t) => ({ estimate: t + rng.normal(), standardError: 1 })));
      return shrunk.reduce((sum, { interval }, i) => sum + covers(interval, truths[i]!), 0) / count;
    }),
    band: [0.93, 0.97] as const,
  })),
];

const rate = (
  id: string,
  estimator: string,
  process: string,
  measure: Study["measure"],
  band: readonly [number, number],
  replications: number,
  once: (rng: Rng) => number,
): Study => ({ id, estimator, process, measure, band, replications, once });

const pOf = (z: number) => Math.exp(twoSidedLogP(z, 1e18));

const rateStudies: Study[] = [
  rate("srm/null", "sample ratio, p < 0.001", "50/50 of 10,000", "alerts", [0.0007, 0.0013], 200_000, (rng) => {
    // A binomial this large is drawn as the rounding of a normal; its lattice is kept.
    const a = Math.round(5000 + 50 * rng.normal());
    return (sampleRatioTest([a, 10_000 - a], [1, 1]) as TestResult).pValue < 0.001 ? 1 : 0;
  }),
  rate("srm/power", "sample ratio, p < 0.001", "50.5/49.5, 200,000 per variant", "power", [0.98, 1], 20_000, (rng) => {
    const a = Math.round(202_000 + Math.sqrt(400_000 * 0.505 * 0.495) * rng.normal());
    return (sampleRatioTest([a, 400_000 - a], [1, 1]) as TestResult).pValue < 0.001 ? 1 : 0;
  }),
  rate("holm/fwer", "Holm", "20 null tests", "family-wise errors", [0, 0.05], 100_000, (rng) =>
    holm(Array.from({ length: 20 }, () => pOf(rng.normal()))).some((p) => p <= 0.05) ? 1 : 0,
  ),
  rate(
    "bh/fdr",
    "Benjamini–Hochberg",
    "15 null tests, 5 effects of 3 SE",
    "false discoveries",
    [0, 0.05],
    100_000,
    (rng) => {
      const adjusted = benjaminiHochberg(Array.from({ length: 20 }, (_, i) => pOf(rng.normal() + (i < 5 ? 3 : 0))));
      const found = adjusted.filter((p) => p <= 0.05).length;
      return found === 0 ? 0 : adjusted.slice(5).filter((p) => p <= 0.05).length / found;
    },
  ),
  rate("heterogeneity/null", "Cochran's Q", "8 equal segments", "false positives", [0.047, 0.053], 50_000, (rng) =>
    segmentHeterogeneity(
      Array.from({ length: 8 }, (_, i) => ({ estimate: (1 + i) * rng.normal(), standardError: 1 + i })),
    ).pValue < 0.05
      ? 1
      : 0,
  ),
  rate(
    "non-inferiority/margin",
    "guardrail at its margin",
    "conversion worse by exactly the margin",
    "false positives",
    [0.02, 0.03],
    40_000,
    (rng) => {
      const share = (p: number) => drawBinomial(rng, 5000, p) / 5000;
      const treated = share(0.09);
      const control = share(0.1);
      const standardError = Math.sqrt((treated * (1 - treated) + control * (1 - control)) / 5000);
      return testGreater({ estimate: treated - control, standardError }, 9998, -0.01, 0.025).pValue < 0.025 ? 1 : 0;
    },
  ),
];

export const adjustedStudies: readonly Study[] = [...adjustmentStudies, ...rateStudies];
