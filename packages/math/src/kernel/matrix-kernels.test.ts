import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { createMatrixKernels, type MatrixKernels, plainMatrixKernels } from "./matrix-kernels.ts";

function product(kernels: MatrixKernels, m: number, n: number, k: number): Float32Array {
  const rng = createRng(`${m}/${n}/${k}`);
  const draw = (length: number) => {
    const array = kernels.floats(length);
    for (let i = 0; i < length; i++) array[i] = rng.normal();
    return array;
  };
  const [a, b, c] = [draw(m * k), draw(k * n), draw(m * n)];
  kernels.multiplyAdd(m, n, k, a, b, c);
  return c;
}

describe("multiplyAdd", () => {
  it("two rows worked by hand: [1 2] times the columns 1…8 and 10…80, on top of what was there", () => {
    for (const kernels of [createMatrixKernels(4_096), plainMatrixKernels()]) {
      const [a, b, c] = [kernels.floats(2), kernels.floats(16), kernels.floats(8)];
      a.set([1, 2]);
      b.set([1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80]);
      c.fill(1);
      kernels.multiplyAdd(1, 8, 2, a, b, c);
      expect([...c]).toEqual([22, 43, 64, 85, 106, 127, 148, 169]);
    }
  });

  it.each([
    [1, 8, 1],
    [4, 8, 5],
    [7, 16, 64],
    [9, 64, 33],
  ])("SIMD and the plain twin agree to rounding: %d × %d over %d", (m, n, k) => {
    const simd = createMatrixKernels(200_000);
    expect(simd.kind).toBe("simd");
    const fast = product(simd, m, n, k);
    product(plainMatrixKernels(), m, n, k).forEach((value, i) => {
      expect(Math.abs(fast[i]! - value)).toBeLessThan(1e-4);
    });
  });
});
