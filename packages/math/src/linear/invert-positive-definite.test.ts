import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { invertPositiveDefinite } from "./invert-positive-definite.ts";

/** Largest |A · A⁻¹ − I| of a random X Xᵀ / n + I. */
function residual(size: number): number {
  const rng = createRng(size);
  const x = Float64Array.from({ length: size * size }, () => rng.normal());
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < size; k++) sum += (x[i * size + k]! * x[j * size + k]!) / size;
      a[i * size + j] = sum;
    }
  }
  const inverse = a.slice();
  expect(invertPositiveDefinite(inverse, size)).toBe(true);
  let worst = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < size; k++) sum += a[i * size + k]! * inverse[k * size + j]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

describe("invertPositiveDefinite", () => {
  it("inverts a 2×2 matrix worked by hand", () => {
    const matrix = Float64Array.of(4, 1, 1, 3);
    expect(invertPositiveDefinite(matrix, 2)).toBe(true);
    [3, -1, -1, 4].forEach((value, i) => {
      expect(matrix[i]).toBeCloseTo(value / 11, 14);
    });
  });

  it.each([1, 3, 5, 63, 64, 65, 130, 203])("A · A⁻¹ is the identity for a random matrix of size %d", (size) => {
    expect(residual(size)).toBeLessThan(1e-11);
  });

  it.each([5, 64, 131])("the SIMD kernels and their plain twin agree on a random matrix of size %d", (size) => {
    const rng = createRng(`twin/${size}`);
    const simd = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) simd[i * size + j] = rng.normal() / size;
      simd[i * size + i] = 2;
    }
    const plain = simd.slice();
    expect(invertPositiveDefinite(simd, size)).toBe(true);
    expect(invertPositiveDefinite(plain, size, () => null)).toBe(true);
    simd.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i]!, 12);
    });
  });

  it("says no to a matrix that is not positive definite", () => {
    expect(invertPositiveDefinite(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(invertPositiveDefinite(Float64Array.of(0), 1)).toBe(false);
  });
});
