import { describe, expect, it } from "vitest";
import { invertPositiveDefinite } from "../linear/invert-positive-definite.ts";
import { createRng } from "../rng.ts";
import { createSingleInverter } from "./invert-singles.ts";

/** Counts of a small shop's pairs of items with a ridge, as the closed form of EASE has them: diagonals of very different sizes. */
function countsOf(size: number): Float64Array {
  const rng = createRng(size);
  const matrix = new Float64Array(size * size);
  for (let person = 0; person < 5 * size; person++) {
    const items = Array.from({ length: 8 }, () => Math.floor(size ** rng.uniform()) - 1);
    for (const i of items) for (const j of items) matrix[i * size + j]! += 1;
  }
  for (let i = 0; i < size; i++) matrix[i * size + i]! += 20;
  return matrix;
}

function inSingles(matrix: Float64Array, size: number) {
  const inverter = createSingleInverter(size)!;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      inverter.matrix[row * inverter.stride + column] = matrix[row * size + column]!;
    }
  }
  return inverter;
}

describe("createSingleInverter", () => {
  it("inverts a 2×2 matrix worked by hand", () => {
    const { matrix, stride, invert } = inSingles(Float64Array.of(4, 1, 1, 3), 2);
    expect(invert()).toBe(true);
    expect(matrix[0]).toBeCloseTo(3 / 11, 6);
    expect(matrix[1]).toBeCloseTo(-1 / 11, 6);
    expect(matrix[stride]).toBeCloseTo(-1 / 11, 6);
    expect(matrix[stride + 1]).toBeCloseTo(4 / 11, 6);
  });

  it.each([7, 8, 63, 65, 130, 203])(
    "each number agrees with the inverse in doubles to a hundred-thousandth of its diagonal: size %d",
    (size) => {
      const doubles = countsOf(size);
      const { matrix, stride, invert } = inSingles(doubles, size);
      expect(invert()).toBe(true);
      expect(invertPositiveDefinite(doubles, size)).toBe(true);
      let worst = 0;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const scale = Math.sqrt(doubles[i * size + i]! * doubles[j * size + j]!);
          worst = Math.max(worst, Math.abs(matrix[i * stride + j]! - doubles[i * size + j]!) / scale);
        }
      }
      expect(worst).toBeLessThan(1e-5);
    },
  );

  it("says no to a matrix that is not positive definite", () => {
    expect(inSingles(Float64Array.of(1, 2, 2, 1), 2).invert()).toBe(false);
    expect(inSingles(Float64Array.of(0), 1).invert()).toBe(false);
  });
});
