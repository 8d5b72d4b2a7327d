import { simplexLeastSquares } from "@attune/math/fit/simplex-least-squares";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { expectClose, readCsv } from "../reference.suite.ts";
import { type BlockPanel, blockDid, noiseLevel, syntheticControl, syntheticDid } from "./synthetic-control.ts";

const rows = readCsv("prop99-synthetic-control/california_prop99.csv", ";");
if (rows === null) console.warn("skipped: california_prop99.csv is not on this machine (set ATTUNE_DATA)");

function prop99(): { panel: BlockPanel; states: string[] } {
  const series = new Map<string, number[]>();
  for (const row of rows!) series.set(row.State!, [...(series.get(row.State!) ?? []), Number(row.PacksPerCapita)]);
  const states = [...series.keys()].filter((state) => state !== "California");
  return {
    states,
    panel: {
      treated: Float64Array.from(series.get("California")!),
      controls: states.map((state) => Float64Array.from(series.get(state)!)),
      firstTreated: 19,
      treatedUnits: 1,
    },
  };
}

describe.skipIf(rows === null)("Proposition 99", () => {
  it("syntheticControl finds the exact optimum: -19.51 packs, with its weights", () => {
    const { panel, states } = prop99();
    const fit = syntheticControl(panel);
    expectClose(fit.effect, -19.51362976842, 1e-8);
    expectClose(fit.gaps[30], -26.5966431816, 1e-8);
    expectClose(fit.preError, 1.6564002103338, 1e-9);
    expect(fit.kktGap).toBeLessThan(1e-12);
    const weight = (state: string) => fit.unitWeights[states.indexOf(state)]!.toFixed(4);
    expect(["Utah", "Montana", "Nevada", "Connecticut", "New Hampshire", "Colorado"].map(weight)).toEqual([
      "0.3939",
      "0.2318",
      "0.2049",
      "0.1091",
      "0.0454",
      "0.0148",
    ]);
  });

  it("syntheticDid finds the exact optimum: -15.61 packs, with its time weights", () => {
    const { panel } = prop99();
    expectClose(noiseLevel(panel), 5.494401018579512, 1e-12);
    const fit = syntheticDid(panel);
    expectClose(fit.effect, -15.605397916, 1e-6);
    expect([...fit.timeWeights.subarray(16)].map((weight) => weight.toFixed(4))).toEqual([
      "0.3665",
      "0.2065",
      "0.4271",
    ]);
    expect(fit.kktGap).toBeLessThan(1e-12);
  });

  it("blockDid is the plain difference-in-differences: -27.35 packs", () => {
    expectClose(blockDid(prop99().panel), -27.349111083614922);
  });

  it("syntheticDid does not change when a period or a unit is shifted, and scales with the outcome", () => {
    const { panel } = prop99();
    const { effect } = syntheticDid(panel);
    const change = (series: Float64Array, unit: number) => series.map((y, t) => 3 * (y + 5 * t + 7 * unit));
    const moved = { ...panel, treated: change(panel.treated, 50), controls: panel.controls.map(change) };
    expectClose(syntheticDid(moved).effect, 3 * effect, 1e-6);
  });
});

describe("simplexLeastSquares", () => {
  it("is at the optimum for random problems of any rank: its duality gap is rounding", () => {
    const rng = createRng(5);
    for (const [n, rank, ridge] of [
      [30, 60, 0],
      [30, 8, 0],
      [200, 20, 0.5],
      [12, 1, 0],
    ] as const) {
      const columns = Array.from({ length: n }, () => Float64Array.from({ length: rank }, () => rng.normal()));
      const gram = new Float64Array(n * n);
      columns.forEach((a, i) => {
        columns.forEach((b, j) => {
          gram[i * n + j] = a.reduce((sum, value, k) => sum + value * b[k]!, i === j ? ridge : 0);
        });
      });
      const { weights, gap } = simplexLeastSquares(gram, columns.map((c) => c[0]!) as unknown as Float64Array);
      expect(gap).toBeLessThan(1e-9);
      expectClose(
        weights.reduce((sum, weight) => sum + weight, 0),
        1,
        1e-12,
      );
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    }
  });

  it("solves a 2-weight problem worked by hand: 3w² + (1−w)² has w = 1/4", () => {
    const { weights } = simplexLeastSquares(Float64Array.of(6, 0, 0, 2), new Float64Array(2));
    expectClose(weights[0], 0.25, 1e-12);
  });
});
