// AssemblyScript: compiled by build.mjs to WebAssembly with 128-bit SIMD; the plain TypeScript twin is src/kernel/factor-kernels.ts. All pointers are
// byte offsets; vectors are 32-bit floats, their length a multiple of 8.

// @ts-nocheck

function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(a + k), v128.load(b + k)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a + k, 16), v128.load(b + k, 16)));
  }
  return sumOf(f32x4.add(even, odd));
}

/** to += factor · from. */
function addScaled(to: usize, from: usize, factor: f32, bytes: usize): void {
  const scale = f32x4.splat(factor);
  for (let k: usize = 0; k < bytes; k += 32) {
    v128.store(to + k, f32x4.add(v128.load(to + k), f32x4.mul(scale, v128.load(from + k))));
    v128.store(to + k, f32x4.add(v128.load(to + k, 16), f32x4.mul(scale, v128.load(from + k, 16))), 16);
  }
}

/** to += Σ of four vectors, each times its lane of `weights`. */
function addFour(to: usize, a: usize, b: usize, c: usize, d: usize, weights: v128, bytes: usize): void {
  const wa = f32x4.splat(f32x4.extract_lane(weights, 0));
  const wb = f32x4.splat(f32x4.extract_lane(weights, 1));
  const wc = f32x4.splat(f32x4.extract_lane(weights, 2));
  const wd = f32x4.splat(f32x4.extract_lane(weights, 3));
  for (let k: usize = 0; k < bytes; k += 16) {
    const first = f32x4.add(f32x4.mul(wa, v128.load(a + k)), f32x4.mul(wb, v128.load(b + k)));
    const second = f32x4.add(f32x4.mul(wc, v128.load(c + k)), f32x4.mul(wd, v128.load(d + k)));
    v128.store(to + k, f32x4.add(v128.load(to + k), f32x4.add(first, second)));
  }
}

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

/** scores[i] = Σ query · row i, rows of signed bytes, the query of 16-bit integers, `d` a multiple of 16; 32-bit sums. */
export function scoreBytes(count: i32, d: i32, query: usize, rows: usize, scores: usize): void {
  const bytes = <usize>d;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>i * bytes;
    let even = i32x4.splat(0);
    let odd = i32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 16) {
      const y = v128.load(row + k);
      even = i32x4.add(even, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(y), v128.load(query + (k << 1))));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(y), v128.load(query + (k << 1), 16)));
    }
    const sum = i32x4.add(even, odd);
    const total =
      i32x4.extract_lane(sum, 0) +
      i32x4.extract_lane(sum, 1) +
      (i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3));
    store<i32>(scores + ((<usize>i) << 2), total);
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
