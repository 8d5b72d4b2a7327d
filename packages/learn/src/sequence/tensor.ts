import type { MatrixKernels } from "@attune/math/kernel/matrix-kernels";
import type { Rng } from "@attune/math/rng";

/** Numbers of a network and the slope of the loss in each of them. */
export interface Tensor {
  value: Float32Array;
  slope: Float32Array;
}

export function createTensor(kernels: MatrixKernels, length: number): Tensor {
  return { value: kernels.floats(length), slope: kernels.floats(length) };
}

/** Normal entries with the given standard deviation. */
export function drawnTensor(kernels: MatrixKernels, length: number, deviation: number, rng: Rng): Tensor {
  const tensor = createTensor(kernels, length);
  for (let i = 0; i < length; i++) tensor.value[i] = deviation * rng.normal();
  return tensor;
}

/** Products of the layers, with room for the transposes that they take. */
export interface Products {
  /** out = in · w for `rows` rows of `from` numbers; out has `to` per row, a multiple of 8. */
  forward(rows: number, from: number, to: number, input: Float32Array, weight: Float32Array, out: Float32Array): void;
  /** input.slope += out.slope · wᵀ, weight.slope += inputᵀ · out.slope. */
  backward(rows: number, from: number, to: number, input: Tensor, weight: Tensor, outSlope: Float32Array): void;
}

export function createProducts(kernels: MatrixKernels, largestInput: number, largestWeight: number): Products {
  const turnedInput = kernels.floats(largestInput);
  const turnedWeight = kernels.floats(largestWeight);
  return {
    forward(rows, from, to, input, weight, out) {
      out.fill(0, 0, rows * to);
      kernels.multiplyAdd(rows, to, from, input, weight, out);
    },
    backward(rows, from, to, input, weight, outSlope) {
      turn(weight.value, from, to, turnedWeight);
      kernels.multiplyAdd(rows, from, to, outSlope, turnedWeight, input.slope);
      turn(input.value, rows, from, turnedInput);
      kernels.multiplyAdd(from, to, rows, turnedInput, outSlope, weight.slope);
    },
  };
}

/** Rows × columns becomes columns × rows. */
export function turn(from: Float32Array, rows: number, columns: number, to: Float32Array): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column]!;
  }
}
