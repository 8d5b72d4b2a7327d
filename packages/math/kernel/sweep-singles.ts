// AssemblyScript, compiled by build.mjs: sweeps of a symmetric matrix of 32-bit floats, for src/kernel/invert-singles.ts.

// @ts-nocheck

/**
 * Lower triangle of rows `from` to `to` (multiples of 8) of a matrix with `size` columns: A −= S Pᵀ. S and P have `width` columns; S is packed four rows at a
 * time, P eight: the values of a column lie together. Four rows and eight columns at a time, so that their sums stay in registers.
 */
export function subtractProductSingles(
  from: i32,
  to: i32,
  size: i32,
  width: i32,
  matrix: usize,
  s: usize,
  p: usize,
): void {
  const line = (<usize>size) << 2;
  const blockS = (<usize>width) << 4;
  const blockP = (<usize>width) << 5;
  for (let i = from; i < to; i += 4) {
    const left = s + <usize>(i >> 2) * blockS;
    for (let j = 0; j < i + 4; j += 8) {
      let x = left;
      let y = p + <usize>(j >> 3) * blockP;
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let c0 = f32x4.splat(0);
      let c1 = f32x4.splat(0);
      let d0 = f32x4.splat(0);
      let d1 = f32x4.splat(0);
      for (const end = x + blockS; x < end; x += 16, y += 32) {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        let v = v128.load32_splat(x);
        a0 = f32x4.add(a0, f32x4.mul(v, y0));
        a1 = f32x4.add(a1, f32x4.mul(v, y1));
        v = v128.load32_splat(x, 4);
        b0 = f32x4.add(b0, f32x4.mul(v, y0));
        b1 = f32x4.add(b1, f32x4.mul(v, y1));
        v = v128.load32_splat(x, 8);
        c0 = f32x4.add(c0, f32x4.mul(v, y0));
        c1 = f32x4.add(c1, f32x4.mul(v, y1));
        v = v128.load32_splat(x, 12);
        d0 = f32x4.add(d0, f32x4.mul(v, y0));
        d1 = f32x4.add(d1, f32x4.mul(v, y1));
      }
      let at = matrix + <usize>i * line + ((<usize>j) << 2);
      v128.store(at, f32x4.sub(v128.load(at), a0));
      v128.store(at, f32x4.sub(v128.load(at, 16), a1), 16);
      at += line;
      v128.store(at, f32x4.sub(v128.load(at), b0));
      v128.store(at, f32x4.sub(v128.load(at, 16), b1), 16);
      at += line;
      v128.store(at, f32x4.sub(v128.load(at), c0));
      v128.store(at, f32x4.sub(v128.load(at, 16), c1), 16);
      at += line;
      v128.store(at, f32x4.sub(v128.load(at), d0));
      v128.store(at, f32x4.sub(v128.load(at, 16), d1), 16);
    }
  }
}

/** S = −P · pivot for rows `from` to `to` (multiples of 8): P packed eight rows at a time, S four. The pivot block is symmetric, so its rows serve as columns. */
export function scalePanelSingles(from: i32, to: i32, width: i32, panel: usize, pivot: usize, scaled: usize): void {
  const blockS = (<usize>width) << 4;
  const blockP = (<usize>width) << 5;
  const line = (<usize>width) << 2;
  for (let i = from; i < to; i += 8) {
    const x = panel + <usize>(i >> 3) * blockP;
    const upper = scaled + <usize>(i >> 2) * blockS;
    for (let j = 0; j < width; j++) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let at = x;
      const row = pivot + <usize>j * line;
      for (let k: usize = 0; k < line; k += 4, at += 32) {
        const v = v128.load32_splat(row + k);
        s0 = f32x4.sub(s0, f32x4.mul(v, v128.load(at)));
        s1 = f32x4.sub(s1, f32x4.mul(v, v128.load(at, 16)));
      }
      const to = upper + ((<usize>j) << 4);
      v128.store(to, s0);
      v128.store(to + blockS, s1);
    }
  }
}
