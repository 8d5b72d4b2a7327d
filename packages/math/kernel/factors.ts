// AssemblyScript, compiled by build.mjs: ridge-regularized least squares, row by row; the plain twin is src/kernel/factor-kernels.ts.

// @ts-nocheck

import { addFour, addScaled, dot, sumOf } from "./vectors";

/** out = b − A v (right 1) or A v (right 0), A = gram + Σ y yᵀ + λ I, b = Σ y over the row's entries. */
function applySystem(
  v: usize,
  out: usize,
  right: f32,
  lambda: f32,
  gram: usize,
  other: usize,
  entry: usize,
  end: usize,
  d: i32,
): void {
  const bytes = (<usize>d) << 2;
  const sign: f32 = right === 1 ? -1 : 1;
  const ridge = f32x4.splat(sign * lambda);
  for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, f32x4.mul(ridge, v128.load(v + k)));
  const sides = f32x4.splat(sign);
  for (let i: usize = 0; i < bytes; i += 16) {
    const weights = f32x4.mul(sides, v128.load(v + i));
    const g0 = gram + (i >> 2) * bytes;
    const g1 = g0 + bytes;
    const g2 = g1 + bytes;
    const g3 = g2 + bytes;
    addFour(out, g0, g1, g2, g3, weights, bytes);
  }
  let at = entry;
  for (; at + 16 <= end; at += 16) {
    const y0 = other + <usize>load<u32>(at) * bytes;
    const y1 = other + <usize>load<u32>(at, 4) * bytes;
    const y2 = other + <usize>load<u32>(at, 8) * bytes;
    const y3 = other + <usize>load<u32>(at, 12) * bytes;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 16) {
      const x = v128.load(v + k);
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(y0 + k)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(y1 + k)));
      s2 = f32x4.add(s2, f32x4.mul(x, v128.load(y2 + k)));
      s3 = f32x4.add(s3, f32x4.mul(x, v128.load(y3 + k)));
    }
    const sums = f32x4.replace_lane(
      f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(sumOf(s0)), 1, sumOf(s1)), 2, sumOf(s2)),
      3,
      sumOf(s3),
    );
    addFour(out, y0, y1, y2, y3, f32x4.add(f32x4.splat(right), f32x4.mul(sides, sums)), bytes);
  }
  for (; at < end; at += 4) {
    const y = other + <usize>load<u32>(at) * bytes;
    addScaled(out, y, right + sign * dot(y, v, bytes), bytes);
  }
}

/** Conjugate gradient for rows `from` to `to`; `scratch` has room for three vectors. `absent` = α₀ · columns. */
export function solveRows(
  from: i32,
  to: i32,
  d: i32,
  steps: i32,
  rowStart: usize,
  column: usize,
  mine: usize,
  other: usize,
  gram: usize,
  scratch: usize,
  regularization: f64,
  absent: f64,
): void {
  const bytes = (<usize>d) << 2;
  const residual = scratch;
  const direction = scratch + bytes;
  const image = direction + bytes;
  for (let row = from; row < to; row++) {
    const first = load<u32>(rowStart + ((<usize>row) << 2));
    const last = load<u32>(rowStart + ((<usize>row) << 2), 4);
    const entry = column + ((<usize>first) << 2);
    const end = column + ((<usize>last) << 2);
    const lambda = <f32>(regularization * (<f64>(last - first) + absent));
    const x = mine + <usize>row * bytes;
    applySystem(x, residual, 1, lambda, gram, other, entry, end, d);
    memory.copy(direction, residual, bytes);
    let norm = dot(residual, residual, bytes);
    for (let step = 0; step < steps && norm > 1e-20; step++) {
      applySystem(direction, image, 0, lambda, gram, other, entry, end, d);
      const length = norm / dot(direction, image, bytes);
      addScaled(x, direction, length, bytes);
      addScaled(residual, image, -length, bytes);
      const next = dot(residual, residual, bytes);
      const ratio = f32x4.splat(next / norm);
      for (let k: usize = 0; k < bytes; k += 16) {
        v128.store(direction + k, f32x4.add(v128.load(residual + k), f32x4.mul(ratio, v128.load(direction + k))));
      }
      norm = next;
    }
  }
}

/** scores[i] = query · row i, for `count` rows, four at a time so that their sums do not wait for each other. */
export function scoreRows(count: i32, d: i32, query: usize, rows: usize, scores: usize): void {
  const bytes = (<usize>d) << 2;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const r0 = rows + <usize>i * bytes;
    const r1 = r0 + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 16) {
      const q = v128.load(query + k);
      s0 = f32x4.add(s0, f32x4.mul(q, v128.load(r0 + k)));
      s1 = f32x4.add(s1, f32x4.mul(q, v128.load(r1 + k)));
      s2 = f32x4.add(s2, f32x4.mul(q, v128.load(r2 + k)));
      s3 = f32x4.add(s3, f32x4.mul(q, v128.load(r3 + k)));
    }
    const to = scores + ((<usize>i) << 2);
    store<f32>(to, sumOf(s0));
    store<f32>(to, sumOf(s1), 4);
    store<f32>(to, sumOf(s2), 8);
    store<f32>(to, sumOf(s3), 12);
  }
  for (; i < count; i++) {
    store<f32>(scores + ((<usize>i) << 2), dot(query, rows + <usize>i * bytes, bytes));
  }
}

/** gram = factor · Σ rows rowᵀ over `count` rows, both triangles; `gram` is overwritten. */
export function gramOfRows(count: i32, d: i32, rows: usize, gram: usize, factor: f32): void {
  const bytes = (<usize>d) << 2;
  memory.fill(gram, 0, bytes * <usize>d);
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>i * bytes;
    for (let j = 0; j < d; j++)
      addScaled(gram + <usize>j * bytes, row, factor * load<f32>(row + ((<usize>j) << 2)), bytes);
  }
}
