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
