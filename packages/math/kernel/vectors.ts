// AssemblyScript, compiled by build.mjs: vectors of 32-bit floats; pointers are byte offsets, lengths multiples of 8.

// @ts-nocheck

export function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(a + k), v128.load(b + k)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a + k, 16), v128.load(b + k, 16)));
  }
  return sumOf(f32x4.add(even, odd));
}

/** to += factor · from. */
export function addScaled(to: usize, from: usize, factor: f32, bytes: usize): void {
  const scale = f32x4.splat(factor);
  for (let k: usize = 0; k < bytes; k += 32) {
    v128.store(to + k, f32x4.add(v128.load(to + k), f32x4.mul(scale, v128.load(from + k))));
    v128.store(to + k, f32x4.add(v128.load(to + k, 16), f32x4.mul(scale, v128.load(from + k, 16))), 16);
  }
}

/** to += Σ of four vectors, each times its lane of `weights`. */
export function addFour(to: usize, a: usize, b: usize, c: usize, d: usize, weights: v128, bytes: usize): void {
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
