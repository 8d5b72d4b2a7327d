import type { MatrixKernels } from "@attune/math/kernel/matrix-kernels";
import { instantiate } from "@attune/math/kernel/shared-kernels";
import type { Tensor } from "./tensor.ts";

/** Sequences that lie one after another: rows of sequence s are `start[s]` to `start[s + 1]`, exclusive. */
export interface Packing {
  start: Uint32Array;
}

/** Attention of one shape over arrays of the kernels. */
export interface Attention {
  forward(batch: Packing, q: Tensor, k: Tensor, v: Tensor, out: Float32Array, shares: Float32Array): void;
  backward(batch: Packing, q: Tensor, k: Tensor, v: Tensor, outSlope: Float32Array, shares: Float32Array): void;
}

/** Room that `createAttention` takes of its kernels, in numbers. */
export function attentionRoom(sequences: number, longest: number): number {
  return sequences + 1 + longest;
}

/** On SIMD kernels where there are some and heads are a multiple of 8 wide; otherwise the plain twin, which agrees to rounding. */
export function createAttention(
  kernels: MatrixKernels,
  {
    dimensions: d,
    heads,
    sequences,
    longest,
  }: { dimensions: number; heads: number; sequences: number; longest: number },
): Attention {
  if (kernels.shared === null || (d / heads) % 8 !== 0) {
    return {
      forward: (batch, q, k, v, out, shares) => attend(batch, d, heads, q.value, k.value, v.value, out, shares),
      backward: (batch, q, k, v, outSlope, shares) => attendBack(batch, d, heads, q, k, v, outSlope, shares),
    };
  }
  const simd = instantiate(kernels.shared);
  const room = kernels.floats(sequences + 1);
  const starts = new Uint32Array(room.buffer, room.byteOffset, room.length);
  const slopes = kernels.floats(longest);
  const offsets = (arrays: readonly Float32Array[]) => arrays.map(({ byteOffset }) => byteOffset);
  return {
    forward({ start }, q, k, v, out, shares) {
      starts.set(start);
      simd.attend(start.length - 1, d, heads, ...offsets([room, q.value, k.value, v.value, out, shares]));
    },
    backward({ start }, q, k, v, outSlope, shares) {
      starts.set(start);
      const values = [room, q.value, k.value, v.value, q.slope, k.slope, v.slope, outSlope, shares, slopes];
      simd.attendBack(start.length - 1, d, heads, ...offsets(values));
    },
  };
}

/**
 * Each row attends to the rows of its sequence up to itself: softmax of q·k / √(d / heads) weighs v [Vaswani et al. 2017]. `shares` keeps the
 * weights, sequence by sequence, head by head, the lower triangle row by row.
 */
function attend(
  { start }: Packing,
  d: number,
  heads: number,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  out: Float32Array,
  shares: Float32Array,
): void {
  const width = d / heads;
  const scale = 1 / Math.sqrt(width);
  out.fill(0, 0, start[start.length - 1]! * d);
  let place = 0;
  for (let s = 0; s + 1 < start.length; s++) {
    for (let head = 0; head < heads; head++) {
      for (let row = start[s]!; row < start[s + 1]!; row++) {
        const length = row - start[s]! + 1;
        let largest = Number.NEGATIVE_INFINITY;
        for (let j = 0; j < length; j++) {
          const score = scale * dotAt(q, row * d + head * width, k, (start[s]! + j) * d + head * width, width);
          shares[place + j] = score;
          if (score > largest) largest = score;
        }
        let total = 0;
        for (let j = 0; j < length; j++) total += shares[place + j] = Math.exp(shares[place + j]! - largest);
        for (let j = 0; j < length; j++) {
          const share = shares[place + j]! / total;
          shares[place + j] = share;
          const from = (start[s]! + j) * d + head * width;
          for (let c = 0; c < width; c++) out[row * d + head * width + c]! += share * v[from + c]!;
        }
        place += length;
      }
    }
  }
}

/** q.slope, k.slope and v.slope += what out's slope says of them. */
function attendBack(
  { start }: Packing,
  d: number,
  heads: number,
  q: Tensor,
  k: Tensor,
  v: Tensor,
  outSlope: Float32Array,
  shares: Float32Array,
): void {
  const width = d / heads;
  const scale = 1 / Math.sqrt(width);
  const slopes = new Float32Array(start.reduce((most, at, s) => Math.max(most, (start[s + 1] ?? at) - at), 0));
  let place = 0;
  for (let s = 0; s + 1 < start.length; s++) {
    for (let head = 0; head < heads; head++) {
      for (let row = start[s]!; row < start[s + 1]!; row++) {
        const length = row - start[s]! + 1;
        const own = row * d + head * width;
        let weighed = 0;
        for (let j = 0; j < length; j++) {
          const from = (start[s]! + j) * d + head * width;
          const share = shares[place + j]!;
          let slope = 0;
          for (let c = 0; c < width; c++) {
            slope += outSlope[own + c]! * v.value[from + c]!;
            v.slope[from + c]! += share * outSlope[own + c]!;
          }
          slopes[j] = slope;
          weighed += share * slope;
        }
        for (let j = 0; j < length; j++) {
          const from = (start[s]! + j) * d + head * width;
          const slope = scale * shares[place + j]! * (slopes[j]! - weighed);
          for (let c = 0; c < width; c++) {
            q.slope[own + c]! += slope * k.value[from + c]!;
            k.slope[from + c]! += slope * q.value[own + c]!;
          }
        }
        place += length;
      }
    }
  }
}

function dotAt(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[atA + c]! * b[atB + c]!;
  return sum;
}
