import { describe, expect, it } from "vitest";
import { sobolIndices, sobolPair } from "./sobol-indices.ts";
import { mostDimensions, sobolColumn } from "./sobol-sequence.ts";

describe("sobolColumn", () => {
  /** Points 1, 2, 3, 17 and 63 of scipy.stats.qmc.Sobol(d=256, scramble=False). */
  it.each([
    [0, [0.5, 0.75, 0.25, 0.59375, 0.015625]],
    [1, [0.5, 0.25, 0.75, 0.96875, 0.796875]],
    [2, [0.5, 0.25, 0.75, 0.96875, 0.359375]],
    [9, [0.5, 0.75, 0.25, 0.65625, 0.578125]],
    [20, [0.5, 0.25, 0.75, 0.21875, 0.234375]],
    [100, [0.5, 0.25, 0.75, 0.09375, 0.578125]],
    [255, [0.5, 0.75, 0.25, 0.28125, 0.046875]],
  ])("sobolColumn(%i, n, null) has the points of SciPy", (dimension, expected) => {
    const column = sobolColumn(dimension, 64, null);
    expect([1, 2, 3, 17, 63].map((k) => column[k])).toEqual(expected);
  });

  it("every 2^k points lie one in each of 2^k equal parts, scrambled or not, in every dimension", () => {
    for (const seed of [null, 1, 77]) {
      for (let dimension = 0; dimension < mostDimensions; dimension++) {
        const column = sobolColumn(dimension, 256, seed);
        expect(new Set(column.map((x) => Math.floor(256 * x))).size).toBe(256);
      }
    }
  });

  it("a scrambled sequence never holds 0 or 1, and depends on its seed alone", () => {
    const column = sobolColumn(5, 1024, 3);
    expect(column.every((x) => x > 0 && x < 1)).toBe(true);
    expect(sobolColumn(5, 1024, 3)).toEqual(column);
    expect(sobolColumn(5, 1024, 4)).not.toEqual(column);
  });
});

describe("sobolIndices", () => {
  const N = 2 ** 14;
  const inputs = (from: number, seed: number) =>
    [0, 1, 2].map((d) => sobolColumn(from + d, N, seed).map((u) => Math.PI * (2 * u - 1)));
  const ishigami = ([x, y, z]: readonly Float64Array[]) =>
    Float64Array.from(
      { length: N },
      (_, i) => Math.sin(x![i]!) + 7 * Math.sin(y![i]!) ** 2 + 0.1 * z![i]! ** 4 * Math.sin(x![i]!),
    );

  it.each([1, 2, 3])("finds the closed form of the Ishigami function within 0.01, seed %i", (seed) => {
    const [a, b] = [inputs(0, seed), inputs(3, seed)];
    const indices = sobolIndices(a, b, ishigami);
    const { first, total, mean, variance } = indices;
    expect(mean).toBeCloseTo(3.5, 2);
    expect(Math.abs(variance / 13.844587940719254 - 1)).toBeLessThan(0.01);
    [0.31390519114781, 0.44241114479004, 0].forEach((expected, i) => {
      expect(Math.abs(first[i]!.estimate - expected)).toBeLessThan(0.01);
    });
    [0.55758885520996, 0.44241114479004, 0.24368366406215].forEach((expected, i) => {
      expect(Math.abs(total[i]!.estimate - expected)).toBeLessThan(0.01);
    });
    expect(Math.abs(sobolPair(a, b, ishigami, [0, 2], indices) - 0.24368366406215)).toBeLessThan(0.01);
  });

  it("of a sum, each input has its own variance, first order and total alike", () => {
    const [a, b] = [inputs(0, 9), inputs(3, 9)];
    const { first, total } = sobolIndices(a, b, ([x, y, z]) =>
      Float64Array.from({ length: N }, (_, i) => 3 * x![i]! + 2 * y![i]! + z![i]!),
    );
    [9 / 14, 4 / 14, 1 / 14].forEach((expected, i) => {
      expect(first[i]!.estimate).toBeCloseTo(expected, 2);
      expect(total[i]!.estimate).toBeCloseTo(expected, 2);
    });
  });

  it("of a constant, all shares are 0", () => {
    const { variance, first } = sobolIndices(inputs(0, 1), inputs(3, 1), () => new Float64Array(N).fill(2));
    expect(variance).toBe(0);
    expect(first).toEqual([0, 1, 2].map(() => ({ estimate: 0, standardError: 0 })));
  });
});
