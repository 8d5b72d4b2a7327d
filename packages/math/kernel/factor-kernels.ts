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
  for (let i = 0; i < d; i++) {
    const place = (<usize>i) << 2;
    store<f32>(out + place, sign * (lambda * load<f32>(v + place) + dot(gram + <usize>i * bytes, v, bytes)));
  }
  for (let at = entry; at < end; at += 4) {
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

/** scores[i] = query · row i, for `count` rows. */
export function scoreRows(count: i32, d: i32, query: usize, rows: usize, scores: usize): void {
  const bytes = (<usize>d) << 2;
  for (let i = 0; i < count; i++) {
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
