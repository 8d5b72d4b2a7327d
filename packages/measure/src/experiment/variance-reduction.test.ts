import { describe, expect, it } from "vitest";
import { expectClose, expectPublished, readCsv } from "../reference.suite.ts";
import { type AdjustedPair, cupedPair, cupedRatioPair } from "./cuped.ts";
import { deltaLift } from "./delta-lift.ts";
import type { PairEstimate } from "./pair-estimate.ts";
import { postStratifiedPair } from "./post-stratification.ts";
import { regressionAdjustedPair } from "./regression-adjustment.ts";
import { type TestedEffect, welch } from "./welch.ts";

type Row = Record<string, string>;

function covariateSums(rows: Row[], outcome: string, covariate: string) {
  const sum = (f: (row: Row) => number) => rows.reduce((total, row) => total + f(row), 0);
  const y = (row: Row) => Number(row[outcome]);
  const x = (row: Row) => Number(row[covariate]);
  return {
    n: rows.length,
    sum: sum(y),
    sumSquares: sum((r) => y(r) ** 2),
    covariateSum: sum(x),
    covariateSumSquares: sum((r) => x(r) ** 2),
    crossSum: sum((r) => y(r) * x(r)),
  };
}

function regressionSums(rows: Row[], columns: string[]) {
  const sum = (f: (row: Row) => number) => rows.reduce((total, row) => total + f(row), 0);
  return {
    n: rows.length,
    sums: columns.map((c) => sum((row) => Number(row[c]))),
    products: columns.map((a) => columns.map((b) => sum((row) => Number(row[a]) * Number(row[b])))),
  };
}

describe("cupedPair", () => {
  it("cupedPair(t, c) gives GrowthBook's theta (anchor 15)", () => {
    const pre = [0.3, 0.5, 0.9, 22];
    const post = [2, 1, 5, 3];
    const sum = (f: (i: number) => number) => [0, 1, 2, 3].reduce((total, i) => total + f(i), 0);
    const arm = {
      n: 4,
      sum: sum((i) => post[i]!),
      sumSquares: sum((i) => post[i]! ** 2),
      covariateSum: sum((i) => pre[i]!),
      covariateSumSquares: sum((i) => pre[i]! ** 2),
      crossSum: sum((i) => post[i]! * pre[i]!),
    };
    expectPublished((cupedPair(arm, arm) as AdjustedPair).theta, 0.01864, 5);
  });
});

describe("cupedPair on real data", () => {
  it("cupedPair(t, c) gives LaLonde's effect with 1975 earnings as covariate (anchor 45)", (context) => {
    const rows = readCsv("lalonde-nsw/nsw_mixtape.csv");
    if (rows === null) return context.skip("data set lalonde-nsw is not here: set ATTUNE_DATA");
    const arm = (treat: number) =>
      covariateSums(
        rows.filter((row) => Number(row.treat) === treat),
        "re78",
        "re75",
      );
    const { pair, theta } = cupedPair(arm(1), arm(0)) as AdjustedPair;
    const effect = welch(pair);
    expectClose(theta, 0.17804658945661658);
    expectClose(effect.estimate, 1747.1340078323437);
    expectClose(effect.standardError, 668.9619094031217);
  });

  it("cupedPair(t, c) does nothing on Hillstrom's spend, as it should (anchor 81)", (context) => {
    const rows = readCsv("hillstrom-email/hillstrom.csv");
    if (rows === null) return context.skip("data set hillstrom-email is not here: set ATTUNE_DATA");
    const arm = (segment: string) =>
      covariateSums(
        rows.filter((row) => row.segment === segment),
        "spend",
        "history",
      );
    const { pair, theta, varianceRatio } = cupedPair(arm("Mens E-Mail"), arm("No E-Mail")) as AdjustedPair;
    expectClose(theta, 0.0012228965198244428);
    expectClose(welch(pair).standardError, 0.14521504219411457);
    expect(varianceRatio).toBeGreaterThan(0.999);
  });
});

describe("regressionAdjustedPair", () => {
  it("regressionAdjustedPair(t, c) equals OLS with centred, interacted covariates (statsmodels) on LaLonde's experiment", (context) => {
    const rows = readCsv("lalonde-nsw/nsw_mixtape.csv");
    if (rows === null) return context.skip("data set lalonde-nsw is not here: set ATTUNE_DATA");
    const arm = (treat: number) =>
      regressionSums(
        rows.filter((row) => Number(row.treat) === treat),
        ["re78", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"],
      );
    const pair = regressionAdjustedPair(arm(1), arm(0)) as PairEstimate;
    // reference/lin.py: estimate by OLS; HC2 standard error, which needs every unit's leverage: from sums it is within 4 %
    // at 185 and 260 units with 8 covariates, and the difference vanishes with their number.
    expectClose(pair.treated - pair.control, 1621.5831014438347);
    expectClose(welch(pair).standardError, 694.72157378673, 0.04);
  });

  it("regressionAdjustedPair(t, c) is undetermined when a covariate repeats another", () => {
    const arm = {
      n: 50,
      sums: [5, 9, 18],
      products: [
        [3, 1, 2],
        [1, 20, 40],
        [2, 40, 80],
      ],
    };
    expect(regressionAdjustedPair(arm, arm)).toMatchObject({ undetermined: { code: "collinear-covariates" } });
  });
});

describe("postStratifiedPair", () => {
  it("postStratifiedPair(strata) weights two strata by their share of everyone (by hand)", () => {
    // Stratum 1: 3 of 4 units in treatment, means 2 and 1; stratum 2: 2 of 6, means 10 and 8. Effect 0.4·1 + 0.6·2 = 1.6.
    const mean = (values: number[]) => ({
      n: values.length,
      sum: values.reduce((a, b) => a + b, 0),
      sumSquares: values.reduce((a, b) => a + b * b, 0),
    });
    const pair = postStratifiedPair([
      { treated: mean([1, 3]), control: mean([0, 2]) },
      { treated: mean([9, 11]), control: mean([7, 8, 8, 9]) },
    ]) as PairEstimate;
    expectClose(pair.treated - pair.control, 0.4 * 1 + 0.6 * 2);
    // Within: 0.4²·(1 + 1) + 0.6²·(1 + (2/3)/4) = 0.74; between strata: (0.4·0.6²… ) of the stratum effects 1 and 2 about 1.6, over 10.
    const within = 0.16 * 2 + 0.36 * (1 + 2 / 12);
    const between = (0.4 * (1 - 1.6) ** 2 + 0.6 * (2 - 1.6) ** 2) / 10;
    expectClose(welch(pair).standardError, Math.sqrt(within + between));
  });
});

describe("cupedRatioPair", () => {
  it("cupedRatioPair(t, c) with deltaLift reproduces GrowthBook's CUPED on a ratio metric (anchor 16)", () => {
    const control = {
      n: 100,
      numeratorSum: 485.112236689623,
      numeratorSumSquares: 2715.484666118136,
      denominatorSum: 679.9093275844917,
      denominatorSumSquares: 4939.424001640236,
      preNumeratorSum: 192.59138069991536,
      preNumeratorSumSquares: 460.076026390857,
      preDenominatorSum: 290.1398399750233,
      preDenominatorSumSquares: 920.9461385038898,
      numeratorPreNumerator: 1113.6215759318352,
      denominatorPreDenominator: 2130.9404074446747,
      preCrossSum: 634.239482353647,
      crossSum: 3602.146836776702,
      numeratorPreDenominator: 1559.2878434944676,
      denominatorPreNumerator: 1460.3181079276983,
    };
    const treated = {
      n: 100,
      numeratorSum: 514.7757826608777,
      numeratorSumSquares: 2994.897482705013,
      denominatorSum: 705.4090873843759,
      denominatorSumSquares: 5291.36604146392,
      preNumeratorSum: 206.94157227402536,
      preNumeratorSumSquares: 514.2903702246757,
      preDenominatorSum: 302.54389139107326,
      preDenominatorSumSquares: 994.4506208125663,
      numeratorPreNumerator: 1237.0953021125997,
      denominatorPreDenominator: 2292.081739775257,
      preCrossSum: 698.4173425817908,
      crossSum: 3918.1561431600717,
      numeratorPreDenominator: 1701.0287270040265,
      denominatorPreNumerator: 1604.0759503266522,
    };
    const { pair } = cupedRatioPair(treated, control) as AdjustedPair;
    const lift = deltaLift(pair) as TestedEffect;
    expectPublished(lift.estimate, -0.000701483, 9);
    expectPublished(lift.standardError, 0.00391, 5);
    // GrowthBook prints 0.857710405; ours is 0.857710421.
    expectPublished(lift.pValue, 0.8577104, 7);
    expectPublished(lift.interval[0], -0.00841, 5);
    expectPublished(lift.interval[1], 0.007, 5);
    expectClose(pair.control, 485.112236689623 / 679.9093275844917);
  });
});
