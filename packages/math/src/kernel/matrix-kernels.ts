import { instantiate, reserver, type SharedKernels, shareKernels } from "./shared-kernels.ts";

/** Products of matrices of 32-bit floats, row by row; arrays must come from `floats` of the same kernels. */
export interface MatrixKernels {
  kind: "simd" | "plain";
  /** Null for the plain ones. */
  shared: SharedKernels | null;
  floats(length: number): Float32Array;
  /** c += a · b: a is m × k, b is k × n, c is m × n; n is a multiple of 8. */
  multiplyAdd(m: number, n: number, k: number, a: Float32Array, b: Float32Array, c: Float32Array): void;
}

/** Kernels with room for `bytes` of arrays (and 16 bytes for each of them): SIMD where the engine has it, otherwise the plain twin. */
export function createMatrixKernels(bytes: number): MatrixKernels {
  const shared = shareKernels(bytes);
  if (shared === null) return plainMatrixKernels();
  const { multiplyAdd } = instantiate(shared);
  const reserve = reserver();
  return {
    kind: "simd",
    shared,
    floats: (length) => new Float32Array(shared.memory.buffer, reserve(4 * length), length),
    multiplyAdd(m, n, k, a, b, c) {
      multiplyAdd(m, n, k, a.byteOffset, b.byteOffset, c.byteOffset);
    },
  };
}

/** The same in plain TypeScript. */
export function plainMatrixKernels(): MatrixKernels {
  return {
    kind: "plain",
    shared: null,
    floats: (length) => new Float32Array(length),
    multiplyAdd(m, n, k, a, b, c) {
      for (let i = 0; i < m; i++) {
        for (let p = 0; p < k; p++) {
          const factor = a[i * k + p]!;
          for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[p * n + j]!;
        }
      }
    },
  };
}
