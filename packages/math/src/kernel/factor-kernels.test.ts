import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { createFactorKernels, type FactorKernels, plainKernels, type RowProblems } from "./factor-kernels.ts";

/** The same random problem in the memory of the given kernels. */
function problemIn(kernels: FactorKernels, d: number): { problems: RowProblems; rows: number } {
  const rng = createRng(d);
  const rows = 40;
  const others = 30;
  const fill = (length: number, value: () => number) => {
    const array = kernels.floats(length);
    for (let i = 0; i < length; i++) array[i] = value();
    return array;
  };
  const sizes = Array.from({ length: rows }, () => rng.integer(12));
  const rowStart = kernels.integers(rows + 1);
  for (let row = 0; row < rows; row++) rowStart[row + 1] = rowStart[row]! + sizes[row]!;
  const column = kernels.integers(rowStart[rows]!);
  for (let entry = 0; entry < column.length; entry++) column[entry] = rng.integer(others);
  const mine = fill(rows * d, () => 0.1 * rng.normal());
  const other = fill(others * d, () => rng.normal());
  const gram = kernels.floats(d * d);
  kernels.gramOfRows(other, d, gram, 0.1);
  const scratch = kernels.floats(3 * d);
  return {
    problems: {
      dimensions: d,
      steps: 4,
      rowStart,
      column,
      mine,
      other,
      gram,
      scratch,
      regularization: 0.05,
      absent: 3,
    },
    rows,
  };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

describe("createFactorKernels", () => {
  it.each([8, 16, 64, 128])("SIMD and the plain twin agree to rounding on random rows of %d dimensions", (d) => {
    const simd = createFactorKernels(4_000_000, d);
    expect(simd.kind).toBe("simd");
    const fast = problemIn(simd, d);
    const plain = problemIn(plainKernels(), d);
    expect(largestDifference(fast.problems.gram, plain.problems.gram)).toBeLessThan(1e-4);
    simd.solveRows(fast.problems, 0, fast.rows);
    plainKernels().solveRows(plain.problems, 0, plain.rows);
    expect(largestDifference(fast.problems.mine, plain.problems.mine)).toBeLessThan(1e-4);
  });

  it("scoreRows gives the dot product of the query with every row", () => {
    const kernels = createFactorKernels(100_000, 8);
    const query = kernels.floats(8);
    const rows = kernels.floats(24);
    const scores = kernels.floats(3);
    query.set([1, 2, 3, 4, 5, 6, 7, 8]);
    rows.set([...new Array(8).fill(1), ...new Array(8).fill(0.5), 1, 0, 0, 0, 0, 0, 0, -1]);
    kernels.scoreRows(query, rows, scores);
    expect([...scores]).toEqual([36, 18, -7]);
  });

  it("rows of any order and in any parts give the same numbers to the last bit", () => {
    const once = createFactorKernels(1_000_000, 16);
    const whole = problemIn(once, 16);
    once.solveRows(whole.problems, 0, whole.rows);
    const parted = createFactorKernels(1_000_000, 16);
    const parts = problemIn(parted, 16);
    parted.solveRows(parts.problems, 25, parts.rows);
    parted.solveRows(parts.problems, 0, 25);
    expect(parts.problems.mine).toEqual(whole.problems.mine);
  });

  it("vectors that SIMD cannot take go to the plain twin", () => {
    expect(createFactorKernels(1_000, 5).kind).toBe("plain");
  });
});
