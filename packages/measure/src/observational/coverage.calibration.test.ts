import { createRng, type Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { preTrendTest, simpleAggregate } from "./aggregate-group-time.ts";
import { groupTimeEffects, influenceError } from "./group-time-effects.ts";
import type { Panel } from "./panel.ts";
import type { TreatmentData } from "./treatment-data.ts";
import { twoStageLeastSquares } from "./two-stage-least-squares.ts";
import { augmentedEstimate, fitPropensity, regressionEstimate, weightingEstimates } from "./weighting-estimates.ts";

/** Half-width of 3.5 Monte Carlo standard errors about a 95 % rate. */
const margin = (runs: number) => 3.5 * Math.sqrt((0.95 * 0.05) / runs);

const draw = (n: number, rng: Rng) => Float64Array.from({ length: n }, () => rng.normal());

describe("Anderson–Rubin sets against 2SLS intervals", () => {
  /** One instrument of given strength (population F about n·strength²), strong confounding, effect 1. */
  function coverage(strength: number, runs: number): { wald: number; andersonRubin: number } {
    let [wald, andersonRubin] = [0, 0];
    const n = 200;
    for (let run = 0; run < runs; run++) {
      const rng = createRng(run);
      const [z, u] = [draw(n, rng), draw(n, rng)];
      const d = z.map((value, i) => strength * value + 0.9 * u[i]! + 0.4 * rng.normal());
      const y = d.map((value, i) => value + u[i]!);
      const fit = twoStageLeastSquares({ outcome: y, treatment: d, instruments: [z], controls: [] });
      const { estimate, standardError } = fit.twoStage;
      if (Math.abs(estimate - 1) <= 1.972 * standardError) wald += 1;
      const set = fit.andersonRubin;
      const isIn =
        set.kind === "everything" ||
        (set.kind === "interval" && set.low <= 1 && 1 <= set.high) ||
        (set.kind === "rays" && (1 <= set.below || 1 >= set.above));
      if (isIn) andersonRubin += 1;
    }
    return { wald: wald / runs, andersonRubin: andersonRubin / runs };
  }

  it("both cover at F about 50; at F about 2 the set still does", () => {
    const runs = 1000;
    const strong = coverage(0.5, runs);
    expect(Math.abs(strong.andersonRubin - 0.95)).toBeLessThan(margin(runs));
    expect(Math.abs(strong.wald - 0.95)).toBeLessThan(margin(runs) + 0.02);
    expect(Math.abs(coverage(0.1, runs).andersonRubin - 0.95)).toBeLessThan(margin(runs));
  });
});

describe("doubly robust estimates under misspecification", () => {
  /** Truth 1. The right columns are z; the wrong ones a distortion of them that leaves confounding in. */
  function simulated(run: number, n: number): { data: TreatmentData; square: Float64Array } {
    const rng = createRng(`dr/${run}`);
    const z = draw(n, rng);
    const treated = Uint8Array.from(z, (value) => (rng.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
    const square = z.map((value) => value * value);
    // Bent in z: a straight line is the wrong outcome model, the logistic propensity in z is right.
    const outcome = z.map((value, i) => treated[i]! + value + 0.7 * square[i]! + rng.normal());
    return { data: { outcome, treated, covariates: [{ name: "z", values: z }] }, square };
  }

  it("AIPW covers with a right propensity and a wrong outcome model; without either it does not", () => {
    const runs = 150;
    let [right, neither] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { data } = simulated(run, 1000);
      const covers = (of: TreatmentData) => {
        const { interval } = augmentedEstimate(of, { estimand: "ate", trim: 0 }, createRng(run));
        return !isUndetermined(interval) && interval[0]! <= 1 && 1 <= interval[1]!;
      };
      if (covers(data)) right += 1;
      const flat = data.covariates[0]!.values.map((value) => Math.abs(value));
      if (covers({ ...data, covariates: [{ name: "wrong", values: flat }] })) neither += 1;
    }
    expect(right / runs).toBeGreaterThan(0.95 - margin(runs));
    expect(neither / runs).toBeLessThan(0.2);
  });

  it("regression alone is off where its line is wrong and the groups differ in spread", () => {
    const n = 4000;
    const rng = createRng(5);
    const z = draw(n, rng);
    const treated = Uint8Array.from(z, (value) =>
      rng.uniform() < 1 / (1 + Math.exp(-1.5 * value * value + 1.5)) ? 1 : 0,
    );
    const square = z.map((value) => value * value);
    const outcome = z.map((_, i) => treated[i]! + square[i]! + rng.normal());
    const data: TreatmentData = {
      outcome,
      treated,
      covariates: [
        { name: "z", values: z },
        { name: "square", values: square },
      ],
    };
    const line = { ...data, covariates: data.covariates.slice(0, 1) };
    expect(regressionEstimate(line).estimate as number).toBeGreaterThan(1.5);
    const propensity = fitPropensity(data);
    if (isUndetermined(propensity)) throw new Error(propensity.undetermined.reason);
    const [, hajek] = weightingEstimates(data, propensity, { estimand: "overlap", trim: 0 }, rng);
    expect(Math.abs((hajek!.estimate as number) - 1)).toBeLessThan(0.2);
  });
});

describe("staggered difference-in-differences", () => {
  /** 150 units, 6 periods, groups 3 and 5 and never, effect 1; `drift` breaks parallel trends for the treated. */
  function simulated(run: number, drift: number) {
    const rng = createRng(`did/${run}`);
    const periods = Float64Array.from({ length: 6 }, (_, t) => t + 1);
    const groupOf = Float64Array.from({ length: 150 }, () => [3, 5, Number.POSITIVE_INFINITY][rng.integer(3)]!);
    const outcome = new Float64Array(900);
    groupOf.forEach((group, unit) => {
      const level = rng.normal();
      for (let t = 0; t < 6; t++) {
        const trend = Number.isFinite(group) ? drift * t : 0;
        outcome[unit * 6 + t] = level + 0.3 * t + trend + (periods[t]! >= group ? 1 : 0) + rng.normal();
      }
    });
    const panel: Panel = {
      units: Array.from(groupOf, (_, i) => String(i)),
      periods,
      outcome,
      rowOf: new Int32Array(900),
      droppedUnits: 0,
    };
    return groupTimeEffects({ panel, groupOf, control: "never" });
  }

  it("covers its truth, and its pre-trend test rejects in about 5 % of honest panels and in most that drift", () => {
    const runs = 400;
    let [covered, rejected, caught] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const study = simulated(run, 0);
      const { effect, influence } = simpleAggregate(study);
      if (Math.abs(effect - 1) <= 1.96 * influenceError(influence)) covered += 1;
      if (preTrendTest(study)!.smallSample.pValue < 0.05) rejected += 1;
      if (run < 50 && preTrendTest(simulated(run, 0.6))!.smallSample.pValue < 0.05) caught += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.95 - margin(runs));
    expect(rejected / runs).toBeLessThan(0.05 + margin(runs));
    expect(caught).toBeGreaterThan(45);
  });
});
