import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { type InterruptedResult, interruptedSeries } from "./interrupted-series.ts";
import { readColumns } from "./read-columns.suite.ts";
import { untouchedControls } from "./untouched-controls.ts";

const arma = readColumns("causalimpact-fixtures/arma_data.csv", ["y", "X"]);
const google = readColumns("causalimpact-fixtures/google_data.csv", ["y", "x1", "x2"]);

describe.skipIf(arma === null || google === null)("interruptedSeries on CausalImpact's series", () => {
  const studied = (shift: number) => {
    const [y, x] = arma!.map((column) => column.values);
    const outcome = y!.map((value, t) => (t >= 70 ? value + shift : value));
    return interruptedSeries({ outcome, regressors: [x!], start: 70 }) as InterruptedResult;
  };

  it("finds +5 as tfcausalimpact publishes it: 4.89 (sd 0.31), 95 % 4.26 to 5.47", () => {
    const { average, cumulative, observedMean, predictedMean } = studied(5);
    expect(Math.abs(average.estimate - 4.89)).toBeLessThan(0.1);
    expect(Math.abs(average.standardDeviation - 0.31)).toBeLessThan(0.05);
    expect(Math.abs(average.interval[0] - 4.26)).toBeLessThan(0.15);
    expect(Math.abs(average.interval[1] - 5.47)).toBeLessThan(0.15);
    expect(Math.abs(cumulative.estimate - 146.58)).toBeLessThan(3);
    expect(observedMean).toBeCloseTo(125.23, 2);
    expect(Math.abs(predictedMean - 120.34)).toBeLessThan(0.1);
  });

  it("finds +1 as R's CausalImpact prints it: 0.89 (sd 0.3), 95 % 0.27 to 1.5", () => {
    const { average } = studied(1);
    expect(Math.abs(average.estimate - 0.89)).toBeLessThan(0.1);
    expect(Math.abs(average.interval[0] - 0.27)).toBeLessThan(0.15);
    expect(Math.abs(average.interval[1] - 1.5)).toBeLessThan(0.15);
  });

  it("finds the Google series as R prints it: 27 (sd 4.5), 95 % 18 to 36", () => {
    const [y, ...regressors] = google!.map((column) => column.values);
    const found = interruptedSeries({ outcome: y!, regressors, start: y!.length - 30 }) as InterruptedResult;
    expect(Math.abs(found.average.estimate - 27)).toBeLessThan(1.5);
    expect(Math.abs(found.average.standardDeviation - 4.5)).toBeLessThan(1);
    expect(found.average.pValue).toBeLessThan(0.01);
  });
});

describe("interruptedSeries", () => {
  it("covers no effect as often as its interval says, on series from its own model", () => {
    let hits = 0;
    const runs = 60;
    for (let run = 0; run < runs; run++) {
      const rng = createRng(run);
      let level = 10;
      const x = Float64Array.from({ length: 60 }, () => rng.normal());
      const outcome = x.map((value) => {
        level += 0.05 * rng.normal();
        return level + 1.5 * value + 0.6 * rng.normal();
      });
      const { average } = interruptedSeries({ outcome, regressors: [x], start: 45 }) as InterruptedResult;
      if (average.interval[0] <= 0 && 0 <= average.interval[1]) hits += 1;
    }
    expect(hits / runs).toBeGreaterThan(0.85);
  });

  it("is undetermined for a series that never changed, and for too few periods", () => {
    const flat = new Float64Array(20).fill(3);
    expect(interruptedSeries({ outcome: flat, regressors: [], start: 15 })).toMatchObject({
      undetermined: { code: "zero-variance" },
    });
    expect(interruptedSeries({ outcome: flat, regressors: [], start: 2 })).toMatchObject({
      undetermined: { code: "too-few-periods" },
    });
  });
});

describe("untouchedControls", () => {
  const start = 60;
  const study = (shift: { outcome: number; control: number; coefficient?: number }) => {
    const rng = createRng("controls");
    const x = Float64Array.from({ length: 90 }, (_, t) => 50 + rng.normal() + (t >= start ? shift.control : 0));
    const outcome = x.map(
      (value, t) => (shift.coefficient ?? 1) * value + 0.3 * rng.normal() + (t >= start ? shift.outcome : 0),
    );
    const found = interruptedSeries({ outcome, regressors: [x], start }) as InterruptedResult;
    return untouchedControls(found, [{ name: "x", values: x }], start);
  };

  it("passes where no control jumps and a jump that makes the whole effect would have been found", () => {
    expect(study({ outcome: 5, control: 0 })).toMatchObject({ status: "pass" });
  });

  it("warns where a control jumps with the start, where its jump could hide, and where there is none", () => {
    expect(study({ outcome: 0, control: 5 }).evidence).toContain("x jumps at the start itself");
    expect(study({ outcome: 0.2, control: 0 })).toMatchObject({ status: "warn" });
    expect(study({ outcome: 0.2, control: 0 }).evidence).toContain("could go unseen");
    const alone = interruptedSeries({
      outcome: Float64Array.from({ length: 20 }, (_, t) => t % 3),
      regressors: [],
      start: 15,
    });
    expect(untouchedControls(alone as InterruptedResult, [], 15)).toMatchObject({ status: "warn" });
  });
});
