import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose, readCsv } from "../reference.suite.ts";
import { linRegressionPair, type UnitColumns } from "./lin-regression.ts";
import { welch } from "./welch.ts";

const names = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"];

describe("linRegressionPair", () => {
  it("equals statsmodels' interacted OLS with HC2 errors on LaLonde's experiment (reference/lin.py)", (context) => {
    const rows = readCsv("lalonde-nsw/nsw_mixtape.csv");
    if (rows === null) return context.skip("data set lalonde-nsw is not here: set ATTUNE_DATA");
    const arm = (treat: number): UnitColumns => {
      const own = rows.filter((row) => Number(row.treat) === treat);
      const column = (name: string) => Float64Array.from(own, (row) => Number(row[name]));
      return { outcome: column("re78"), covariates: names.map(column) };
    };
    const pair = linRegressionPair(arm(1), arm(0));
    if (isUndetermined(pair)) throw new Error("determined");
    expectClose(pair.treated - pair.control, 1621.5831014438347);
    expectClose(welch(pair).standardError, 694.72157378673);
  });

  it("without covariates is the plain difference with Welch's variance", () => {
    const arm = (values: number[]): UnitColumns => ({ outcome: Float64Array.from(values), covariates: [] });
    const pair = linRegressionPair(arm([1, 3]), arm([0, 2, 4]));
    // Means 2 and 2; variances 2/2 and 4/3: HC2 of a mean is s²/n.
    expect(pair).toMatchObject({ treated: 2, control: 2 });
    if (isUndetermined(pair)) throw new Error("determined");
    expectClose(pair.treatedVariance, 1);
    expectClose(pair.controlVariance, 4 / 3);
  });

  it("is undetermined with a constant covariate, a copy, too few units, or nothing left to vary", () => {
    const outcome = Float64Array.of(1, 2, 4, 3, 5);
    const x = Float64Array.of(1, 2, 3, 4, 6);
    const with_ = (...covariates: Float64Array[]): UnitColumns => ({ outcome, covariates });
    for (const arm of [
      with_(Float64Array.of(7, 7, 7, 7, 7)),
      with_(
        x,
        x.map((v) => 2 * v),
      ),
      with_(
        x,
        x.map((v) => v * v),
        x.map((v) => v ** 3),
        x.map((v) => v ** 4),
      ),
    ])
      expect(linRegressionPair(arm, arm)).toMatchObject({ undetermined: { code: "collinear-covariates" } });
    const exact: UnitColumns = { outcome: x, covariates: [x] };
    const pair = linRegressionPair(exact, exact);
    // Rounding may leave a variance of 1e-30: then the effect is zero all the same.
    if (!isUndetermined(pair)) expect(Math.abs(pair.treated - pair.control)).toBeLessThan(1e-12);
  });
});
