// AssemblyScript, compiled by build.mjs: causal self-attention; the plain twin is packages/learn/src/sequence/layers.ts. Sequences lie one after another: rows
// of sequence s are start[s] to start[s + 1]. `width` = d / heads is a multiple of 8.

// @ts-nocheck

import { addScaled, dot } from "./vectors";

/** out = Σ softmax(q·k / √width) v over the rows of a sequence up to each row; `shares` keeps the weights, row by row, head by head. */
export function attend(
  sequences: i32,
  d: i32,
  heads: i32,
  start: usize,
  q: usize,
  k: usize,
  v: usize,
  out: usize,
  shares: usize,
): void {
  const line = (<usize>d) << 2;
  const bytes = line / <usize>heads;
  const scale: f32 = 1 / Mathf.sqrt(<f32>(d / heads));
  let place = shares;
  for (let s = 0; s < sequences; s++) {
    const first = load<u32>(start + ((<usize>s) << 2));
    const last = load<u32>(start + ((<usize>s) << 2), 4);
    for (let head: usize = 0; head < <usize>heads; head++) {
      const at = <usize>first * line + head * bytes;
      for (let row = first; row < last; row++) {
        const own = <usize>row * line + head * bytes;
        const length = <usize>(row - first + 1);
        let largest: f32 = -Infinity;
        for (let j: usize = 0; j < length; j++) {
          const score = scale * dot(q + own, k + at + j * line, bytes);
          store<f32>(place + (j << 2), score);
          largest = max(largest, score);
        }
        let total: f32 = 0;
        for (let j: usize = 0; j < length; j++) {
          const part = Mathf.exp(load<f32>(place + (j << 2)) - largest);
          store<f32>(place + (j << 2), part);
          total += part;
        }
        memory.fill(out + own, 0, bytes);
        for (let j: usize = 0; j < length; j++) {
          const share = load<f32>(place + (j << 2)) / total;
          store<f32>(place + (j << 2), share);
          addScaled(out + own, v + at + j * line, share, bytes);
        }
        place += length << 2;
      }
    }
  }
}

/** The slopes of q, k and v grow by what the slopes of `out` say of them; `slopes` has room for the longest sequence. */
export function attendBack(
  sequences: i32,
  d: i32,
  heads: i32,
  start: usize,
  q: usize,
  k: usize,
  v: usize,
  qSlope: usize,
  kSlope: usize,
  vSlope: usize,
  outSlope: usize,
  shares: usize,
  slopes: usize,
): void {
  const line = (<usize>d) << 2;
  const bytes = line / <usize>heads;
  const scale: f32 = 1 / Mathf.sqrt(<f32>(d / heads));
  let place = shares;
  for (let s = 0; s < sequences; s++) {
    const first = load<u32>(start + ((<usize>s) << 2));
    const last = load<u32>(start + ((<usize>s) << 2), 4);
    for (let head: usize = 0; head < <usize>heads; head++) {
      const at = <usize>first * line + head * bytes;
      for (let row = first; row < last; row++) {
        const own = <usize>row * line + head * bytes;
        const length = <usize>(row - first + 1);
        let weighed: f32 = 0;
        for (let j: usize = 0; j < length; j++) {
          const from = at + j * line;
          const share = load<f32>(place + (j << 2));
          const slope = dot(outSlope + own, v + from, bytes);
          addScaled(vSlope + from, outSlope + own, share, bytes);
          store<f32>(slopes + (j << 2), slope);
          weighed += share * slope;
        }
        for (let j: usize = 0; j < length; j++) {
          const from = at + j * line;
          const slope = scale * load<f32>(place + (j << 2)) * (load<f32>(slopes + (j << 2)) - weighed);
          addScaled(qSlope + own, k + from, slope, bytes);
          addScaled(kSlope + from, q + own, slope, bytes);
        }
        place += length << 2;
      }
    }
  }
}
