import type { Tensor } from "./tensor.ts";

const smallest = 1e-6;

/** y = gain · (x − mean) / deviation + shift, row by row [Ba et al. 2016]. `inverse[row]` keeps 1 / deviation for the way back. */
export function normalizeRows(
  rows: number,
  d: number,
  x: Float32Array,
  gain: Float32Array,
  shift: Float32Array,
  y: Float32Array,
  inverse: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    const at = row * d;
    let sum = 0;
    for (let k = 0; k < d; k++) sum += x[at + k]!;
    const mean = sum / d;
    let squares = 0;
    for (let k = 0; k < d; k++) squares += (x[at + k]! - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / d + smallest);
    inverse[row] = scale;
    for (let k = 0; k < d; k++) y[at + k] = gain[k]! * (x[at + k]! - mean) * scale + shift[k]!;
  }
}

/** x.slope += what y.slope says of x; gain and shift likewise. */
export function normalizeRowsBack(
  rows: number,
  d: number,
  x: Tensor,
  gain: Tensor,
  shift: Tensor,
  y: Tensor,
  inverse: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    const at = row * d;
    let mean = 0;
    for (let k = 0; k < d; k++) mean += x.value[at + k]! / d;
    const scale = inverse[row]!;
    let sum = 0;
    let product = 0;
    for (let k = 0; k < d; k++) {
      const slope = y.slope[at + k]!;
      const unit = (x.value[at + k]! - mean) * scale;
      gain.slope[k]! += slope * unit;
      shift.slope[k]! += slope;
      sum += slope * gain.value[k]!;
      product += slope * gain.value[k]! * unit;
    }
    for (let k = 0; k < d; k++) {
      const unit = (x.value[at + k]! - mean) * scale;
      x.slope[at + k]! += (scale * (d * y.slope[at + k]! * gain.value[k]! - sum - unit * product)) / d;
    }
  }
}

/** Sequences that lie one after another: rows of sequence s are `start[s]` to `start[s + 1]`, exclusive. */
export interface Packing {
  start: Uint32Array;
}

/**
 * Each row attends to the rows of its sequence up to itself: softmax of q·k / √(d / heads) weighs v [Vaswani et al. 2017]. `shares` keeps the
 * weights, sequence by sequence, head by head, the lower triangle row by row.
 */
export function attend(
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
export function attendBack(
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
