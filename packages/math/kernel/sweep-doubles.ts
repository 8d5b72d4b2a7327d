// AssemblyScript, compiled by build.mjs: sweeps of a symmetric matrix of doubles; the plain twin is src/linear/invert-positive-definite.ts.

// @ts-nocheck

/**
 * Lower triangle of rows `from` to `to` of a matrix of doubles, all multiples of 4: A −= S Pᵀ. S and P have `width` columns and are packed four rows at a time:
 * the four values of a column lie together.
 */
export function subtractProduct(from: i32, to: i32, size: i32, width: i32, matrix: usize, s: usize, p: usize): void {
  const line = (<usize>size) << 3;
  const block = (<usize>width) << 5;
  for (let i = from; i < to; i += 4) {
    const left = s + <usize>(i >> 2) * block;
    for (let j = 0; j <= i; j += 4) {
      let x = left;
      let y = p + <usize>(j >> 2) * block;
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let c0 = f64x2.splat(0);
      let c1 = f64x2.splat(0);
      let d0 = f64x2.splat(0);
      let d1 = f64x2.splat(0);
      for (const end = x + block; x < end; x += 32, y += 32) {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        let v = v128.load64_splat(x);
        a0 = f64x2.add(a0, f64x2.mul(v, y0));
        a1 = f64x2.add(a1, f64x2.mul(v, y1));
        v = v128.load64_splat(x, 8);
        b0 = f64x2.add(b0, f64x2.mul(v, y0));
        b1 = f64x2.add(b1, f64x2.mul(v, y1));
        v = v128.load64_splat(x, 16);
        c0 = f64x2.add(c0, f64x2.mul(v, y0));
        c1 = f64x2.add(c1, f64x2.mul(v, y1));
        v = v128.load64_splat(x, 24);
        d0 = f64x2.add(d0, f64x2.mul(v, y0));
        d1 = f64x2.add(d1, f64x2.mul(v, y1));
      }
      let at = matrix + <usize>i * line + ((<usize>j) << 3);
      v128.store(at, f64x2.sub(v128.load(at), a0));
      v128.store(at, f64x2.sub(v128.load(at, 16), a1), 16);
      at += line;
      v128.store(at, f64x2.sub(v128.load(at), b0));
      v128.store(at, f64x2.sub(v128.load(at, 16), b1), 16);
      at += line;
      v128.store(at, f64x2.sub(v128.load(at), c0));
      v128.store(at, f64x2.sub(v128.load(at, 16), c1), 16);
      at += line;
      v128.store(at, f64x2.sub(v128.load(at), d0));
      v128.store(at, f64x2.sub(v128.load(at, 16), d1), 16);
    }
  }
}

/** S = −P · pivot for rows `from` to `to`, packed four at a time; the pivot block is symmetric, so its rows serve as columns. */
export function scalePanel(from: i32, to: i32, width: i32, panel: usize, pivot: usize, scaled: usize): void {
  const block = (<usize>width) << 5;
  const line = (<usize>width) << 3;
  for (let i = from; i < to; i += 4) {
    const x = panel + <usize>(i >> 2) * block;
    const y = scaled + <usize>(i >> 2) * block;
    for (let j = 0; j < width; j++) {
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let at = x;
      const row = pivot + <usize>j * line;
      for (let k: usize = 0; k < line; k += 8, at += 32) {
        const v = v128.load64_splat(row + k);
        s0 = f64x2.sub(s0, f64x2.mul(v, v128.load(at)));
        s1 = f64x2.sub(s1, f64x2.mul(v, v128.load(at, 16)));
      }
      v128.store(y + ((<usize>j) << 5), s0);
      v128.store(y + ((<usize>j) << 5), s1, 16);
    }
  }
}
