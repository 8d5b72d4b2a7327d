import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { bootstrapIntervals, clusterCases } from "./bootstrap.ts";
import { comparePaired } from "./compare-paired.ts";

const normals = (n: number, seed: string) => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
};
const one = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

describe("bootstrapIntervals", () => {
  it("of a mean agrees with mean ± 1.96 standard errors on 2,000 normal values", () => {
    const values = normals(2_000, "normal");
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0)) / values.length;
    const [interval] = bootstrapIntervals(clusterCases(one(2_000), [values]), 0.95, 2_000, createRng(1));
    // The end points of 2,000 draws have a standard deviation of about 0.06 standard errors.
    expect(Math.abs(interval!.lower - (mean - 1.96 * error))).toBeLessThan(0.2 * error);
    expect(Math.abs(interval!.upper - (mean + 1.96 * error))).toBeLessThan(0.2 * error);
  });

  it("covers the true mean in about 95 of 100 samples", () => {
    let covered = 0;
    const samples = 300;
    for (let i = 0; i < samples; i++) {
      const [interval] = bootstrapIntervals(
        clusterCases(one(200), [normals(200, `sample/${i}`)]),
        0.95,
        300,
        createRng(i),
      );
      if (interval!.lower <= 0 && 0 <= interval!.upper) covered++;
    }
    // Four standard errors of 0.95 in 300 are 0.05.
    expect(covered / samples).toBeGreaterThan(0.9);
    expect(covered / samples).toBeLessThan(0.995);
  });

  it("cases of one profile that say the same count once: four copies widen the interval of single cases twofold", () => {
    const values = normals(250, "cluster");
    const copies = Float64Array.from({ length: 1_000 }, (_, i) => values[i >> 2]!);
    const width = (profiles: Uint32Array) => {
      const [interval] = bootstrapIntervals(clusterCases(profiles, [copies]), 0.95, 1_000, createRng(3));
      return interval!.upper - interval!.lower;
    };
    const clustered = width(Uint32Array.from({ length: 1_000 }, (_, i) => i >> 2));
    expect(clustered / width(one(1_000))).toBeGreaterThan(1.7);
    expect(clustered / width(one(1_000))).toBeLessThan(2.3);
  });

  it("several metrics see the same draws", () => {
    const values = normals(100, "same");
    const [first, second] = bootstrapIntervals(
      clusterCases(one(100), [values, values.map((x) => 2 * x)]),
      0.9,
      200,
      createRng(4),
    );
    expect(second!.lower).toBeCloseTo(2 * first!.lower, 12);
    expect(second!.upper).toBeCloseTo(2 * first!.upper, 12);
  });
});

describe("comparePaired", () => {
  it("finds a small constant difference under large noise that both share", () => {
    const noise = normals(500, "noise");
    const comparison = comparePaired(
      noise.map((x) => x + 0.01),
      noise,
      one(500),
      0.95,
      200,
      createRng(5),
    );
    expect(comparison.difference).toBeCloseTo(0.01, 12);
    expect(comparison.interval.lower).toBeCloseTo(0.01, 9);
    expect(comparison).toMatchObject({ betterShare: 1, worseShare: 0 });
  });

  it("of two equal models the interval reaches zero", () => {
    const comparison = comparePaired(normals(500, "a"), normals(500, "b"), one(500), 0.95, 400, createRng(6));
    expect(comparison.interval.lower).toBeLessThan(0);
    expect(comparison.interval.upper).toBeGreaterThan(0);
  });
});
