// AssemblyScript, compiled by build.mjs: products of matrices; the plain twin is src/kernel/matrix-kernels.ts.

// @ts-nocheck

import { addScaled } from "./vectors";

/** C += A B, row by row: A is m × k, B is k × n, n a multiple of 8. Four rows and eight columns at a time, so that their sums stay in registers. */
export function multiplyAdd(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): void {
  const lineA = (<usize>k) << 2;
  const lineB = (<usize>n) << 2;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const rowsA = a + <usize>i * lineA;
    const rowsC = c + <usize>i * lineB;
    for (let j: usize = 0; j < lineB; j += 32) {
      let at = rowsC + j;
      let a0 = v128.load(at);
      let a1 = v128.load(at, 16);
      at += lineB;
      let b0 = v128.load(at);
      let b1 = v128.load(at, 16);
      at += lineB;
      let c0 = v128.load(at);
      let c1 = v128.load(at, 16);
      at += lineB;
      let d0 = v128.load(at);
      let d1 = v128.load(at, 16);
      let x = rowsA;
      let y = b + j;
      for (const end = rowsA + lineA; x < end; x += 4, y += lineB) {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        let v = v128.load32_splat(x);
        a0 = f32x4.add(a0, f32x4.mul(v, y0));
        a1 = f32x4.add(a1, f32x4.mul(v, y1));
        v = v128.load32_splat(x + lineA);
        b0 = f32x4.add(b0, f32x4.mul(v, y0));
        b1 = f32x4.add(b1, f32x4.mul(v, y1));
        v = v128.load32_splat(x + 2 * lineA);
        c0 = f32x4.add(c0, f32x4.mul(v, y0));
        c1 = f32x4.add(c1, f32x4.mul(v, y1));
        v = v128.load32_splat(x + 3 * lineA);
        d0 = f32x4.add(d0, f32x4.mul(v, y0));
        d1 = f32x4.add(d1, f32x4.mul(v, y1));
      }
      at = rowsC + j;
      v128.store(at, a0);
      v128.store(at, a1, 16);
      at += lineB;
      v128.store(at, b0);
      v128.store(at, b1, 16);
      at += lineB;
      v128.store(at, c0);
      v128.store(at, c1, 16);
      at += lineB;
      v128.store(at, d0);
      v128.store(at, d1, 16);
    }
  }
  for (; i < m; i++) {
    for (let x: usize = 0; x < lineA; x += 4) {
      addScaled(c + <usize>i * lineB, b + (x >> 2) * lineB, load<f32>(a + <usize>i * lineA + x), lineB);
    }
  }
}
