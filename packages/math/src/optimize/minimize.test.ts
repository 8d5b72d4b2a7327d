import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../linear/symmetric-eigen.ts";
import { minimize, type Objective } from "./minimize.ts";

/** Rosenbrock's valley; its minimum is (1, 1). */
const valley: Objective = (point, gradient) => {
  const [x, y] = point as unknown as [number, number];
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};
const box = (low: number[], high: number[]) => ({ low: Float64Array.from(low), high: Float64Array.from(high) });

describe("minimize", () => {
  it("follows Rosenbrock's valley to its end", () => {
    const { point, isStationary, bound } = minimize(valley, [-1.2, 1], box([-5, -5], [5, 5]));
    expect(point[0]).toBeCloseTo(1, 8);
    expect(point[1]).toBeCloseTo(1, 8);
    expect(isStationary).toBe(true);
    expect([...bound]).toEqual([0, 0]);
  });

  it("stops on the box where the minimum lies outside, and says on which side", () => {
    // With x ≤ 0.5 the best is x = 0.5, y = 0.25.
    const { point, isStationary, bound } = minimize(valley, [-1, 2], box([-5, -5], [0.5, 5]));
    expect(point[0]).toBe(0.5);
    expect(point[1]).toBeCloseTo(0.25, 8);
    expect(isStationary).toBe(true);
    expect([...bound]).toEqual([1, 0]);
  });

  it("steps back from where the function cannot be computed", () => {
    const cliff: Objective = (point, gradient) => {
      const x = point[0]!;
      gradient[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Infinity;
    };
    expect(minimize(cliff, [4], box([-10], [10])).point[0]).toBeCloseTo(1, 8);
  });
});

describe("symmetricEigen", () => {
  it("has the eigenvalues 1 and 3 of a matrix worked by hand, and its vectors", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
    expect(Math.abs(vectors[1]![0]! - vectors[1]![1]!)).toBeLessThan(1e-14);
  });

  it("puts the matrix together again", () => {
    const matrix = Float64Array.of(4, 1, -2, 1, 2, 0, -2, 0, 3);
    const { values, vectors } = symmetricEigen(matrix, 3);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const sum = vectors.reduce((total, vector, k) => total + values[k]! * vector[i]! * vector[j]!, 0);
        expect(sum).toBeCloseTo(matrix[i * 3 + j]!, 13);
      }
    }
  });
});
