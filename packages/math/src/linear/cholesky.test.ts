import { describe, expect, it } from "vitest";
import { solvePositiveDefinite } from "./cholesky.ts";

describe("solvePositiveDefinite", () => {
  it("solvePositiveDefinite(A, b) solves a 3×3 system worked by hand", () => {
    // A·(1, 2, 3) = (4+2+0, 1·… ) by hand: rows (4 1 0), (1 3 1), (0 1 2).
    const a = [
      [4, 1, 0],
      [1, 3, 1],
      [0, 1, 2],
    ];
    const x = solvePositiveDefinite(a, [6, 10, 8])!;
    [1, 2, 3].forEach((value, i) => {
      expect(x[i]).toBeCloseTo(value, 12);
    });
  });

  it("solvePositiveDefinite(A, b) is null for a singular matrix", () => {
    const twice = [
      [1, 2],
      [2, 4],
    ];
    expect(solvePositiveDefinite(twice, [1, 2])).toBeNull();
  });
});
