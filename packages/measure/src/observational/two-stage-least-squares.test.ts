import { createRng } from "@attune/math/rng";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { readColumns } from "./read-columns.suite.ts";
import { twoStageLeastSquares } from "./two-stage-least-squares.ts";

const regions = Array.from({ length: 8 }, (_, i) => `reg66${i + 1}`);
const controlNames = ["exper", "expersq", "black", "south", "smsa", ...regions, "smsa66"];
const card = readColumns("card-1995-iv/card.csv", ["lwage", "educ", "nearc2", "nearc4", ...controlNames]);

describe.skipIf(card === null)("twoStageLeastSquares on Card (1995)", () => {
  const [outcome, treatment, nearc2, nearc4, ...controls] = (card ?? []).map((column) => column.values);
  let one: ReturnType<typeof twoStageLeastSquares>;
  let both: ReturnType<typeof twoStageLeastSquares>;
  const data = { outcome: outcome!, treatment: treatment!, controls };
  beforeAll(() => {
    one = twoStageLeastSquares({ ...data, instruments: [nearc4!] });
    both = twoStageLeastSquares({ ...data, instruments: [nearc2!, nearc4!] });
  });

  it("gives the returns to schooling of OLS and of one instrument", () => {
    expect(one.rows).toBe(3010);
    expectClose(one.ols.estimate, 0.07469325559312, 1e-7);
    expectClose(one.ols.standardError, 0.00349834565848, 1e-7);
    expectClose(one.twoStage.estimate, 0.13150383624718, 1e-7);
    expectClose(one.twoStage.standardError, 0.05496367260111, 1e-7);
    expectClose(one.twoStage.robustStandardError, 0.05414362358438, 1e-7);
  });

  it("gives the first stage, plain and robust", () => {
    expectClose(one.firstStage.coefficients[0], 0.31989894, 1e-7);
    expectClose(one.firstStage.standardErrors[0], 0.08786382, 1e-7);
    expectClose(one.firstStage.f, 13.25578533, 1e-7);
    expectClose(one.firstStage.robustF, 14.13867008, 1e-7);
    expect(one.overidentification).toBeNull();
  });

  it("gives two instruments with Sargan and Wu–Hausman", () => {
    expectClose(both.twoStage.estimate, 0.15705937002338, 1e-7);
    expectClose(both.twoStage.standardError, 0.05257824168137, 1e-7);
    expectClose(both.firstStage.f, 7.893095911195, 1e-7);
    expectClose(both.overidentification?.sargan.statistic, 1.24815343355, 1e-7);
    expectClose(both.wuHausman.statistic, 2.92564491438, 1e-7);
  });

  it("gives the Anderson–Rubin interval whose ends the test just rejects", () => {
    const set = one.andersonRubin;
    if (set.kind !== "interval") throw new Error(set.kind);
    // At an end of the set the instrument explains y − β·d with p = 0.05 exactly: F of one instrument in the reduced form.
    for (const beta of [set.low, set.high]) {
      const shifted = data.outcome.map((y, i) => y - beta * data.treatment[i]!);
      const reduced = twoStageLeastSquares({
        outcome: shifted,
        treatment: data.treatment,
        instruments: [nearc4!],
        controls,
      });
      const asTreatment = twoStageLeastSquares({
        outcome: data.treatment,
        treatment: shifted,
        instruments: [nearc4!],
        controls,
      });
      expectClose(asTreatment.firstStage.f, 3.8446, 1e-3);
      expect(Math.abs(reduced.twoStage.estimate)).toBeGreaterThan(0);
    }
  });
});

describe("twoStageLeastSquares", () => {
  it("is Wald's ratio with one binary instrument and no controls", () => {
    const rng = createRng(4);
    const z = Float64Array.from({ length: 400 }, () => (rng.uniform() < 0.4 ? 1 : 0));
    const d = z.map((value) => value + rng.normal());
    const y = d.map((value) => 2 * value + rng.normal());
    const meanWhere = (values: Float64Array, of: number) => {
      const chosen = [...values].filter((_, i) => z[i] === of);
      return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    };
    const wald = (meanWhere(y, 1) - meanWhere(y, 0)) / (meanWhere(d, 1) - meanWhere(d, 0));
    const fit = twoStageLeastSquares({ outcome: y, treatment: d, instruments: [z], controls: [] });
    expectClose(fit.twoStage.estimate, wald, 1e-10);
  });

  it("has an unbounded Anderson–Rubin set where the instrument does nothing", () => {
    const rng = createRng(9);
    const z = Float64Array.from({ length: 300 }, () => rng.normal());
    const d = z.map(() => rng.normal());
    const y = d.map((value) => value + rng.normal());
    const fit = twoStageLeastSquares({ outcome: y, treatment: d, instruments: [z], controls: [] });
    expect(["everything", "rays"]).toContain(fit.andersonRubin.kind);
  });

  it("is not identified by an instrument that is a control", () => {
    const rng = createRng(2);
    const x = Float64Array.from({ length: 50 }, () => rng.normal());
    const d = x.map((value) => value + rng.normal());
    const fit = twoStageLeastSquares({
      outcome: d.map((v) => v + rng.normal()),
      treatment: d,
      instruments: [x],
      controls: [x],
    });
    expect(fit.isIdentified).toBe(false);
  });
});
