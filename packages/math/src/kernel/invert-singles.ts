import { copyPivot, sweepPivot } from "../linear/sweep-pivot.ts";
import { instantiate, type RowRunner, reserver, type SharedKernels, shareKernels } from "./shared-kernels.ts";

/** Rows and columns swept at once: panels of this width stay in the cache. */
const blockSize = 64;
/** Rows of a tile of the panels. */
const tile = 8;

/** A symmetric positive definite matrix of 32-bit floats that is inverted where it lies. */
export interface SingleInverter {
  /** Columns of a row of `matrix`: the size rounded up to tiles. */
  stride: number;
  /** `matrix[row * stride + column]`, at first zero; only the lower triangle is read. */
  matrix: Float32Array;
  /**
   * The matrix becomes its inverse, both triangles filled. False, with the content undefined, where a pivot is not positive. Once. Its rows and columns are first
   * scaled to a diagonal of 1; relative errors are about 10⁻⁷ times the condition of what that leaves.
   */
  invert(): boolean;
}

/**
 * Room for a matrix of `size` rows and the kernels to invert it by the blocked sweep operator [Goodnight 1979] in single precision, 64 products at a time: n³ / 2
 * multiplications and additions, 4 n² bytes. Null where the engine has no SIMD or the room is missing. `runnerOf` shares the rows of the largest step out to
 * threads: the same bits for any number.
 */
export function createSingleInverter(
  size: number,
  runnerOf: (shared: SharedKernels) => RowRunner = () => ({ run: (_values, rowCount, own) => own(0, rowCount) }),
): SingleInverter | null {
  const stride = Math.ceil(size / tile) * tile;
  const shared = shareKernels(4 * (stride * stride + 2 * stride * blockSize + blockSize * blockSize) + 256);
  if (shared === null) return null;
  const kernels = instantiate(shared);
  const runner = runnerOf(shared);
  const reserve = reserver();
  const singles = (length: number) => new Float32Array(shared.memory.buffer, reserve(4 * length), length);
  const matrix = singles(stride * stride);
  const panel = singles(stride * blockSize);
  const scaled = singles(stride * blockSize);
  const block = singles(blockSize * blockSize);

  return {
    stride,
    matrix,
    invert() {
      const roots = scaleToUnitDiagonal(matrix, size, stride);
      const pivot = new Float64Array(blockSize * blockSize);
      for (let from = 0; from < stride; from += blockSize) {
        const width = Math.min(blockSize, stride - from);
        copyPivot(matrix, stride, from, width, pivot);
        if (!sweepPivot(pivot, width)) return false;
        copyPanel(matrix, stride, from, width, panel);
        block.set(pivot);
        kernels.scalePanelSingles(0, stride, width, panel.byteOffset, block.byteOffset, scaled.byteOffset);
        const given = [stride, width, matrix.byteOffset, scaled.byteOffset, panel.byteOffset];
        runner.run([0, stride, ...given], stride, (first, last) =>
          kernels.subtractProductSingles(first, last, ...given),
        );
        writePanel(matrix, stride, from, width, scaled, pivot);
      }
      finish(matrix, stride, roots);
      return true;
    },
  };
}

/** Divides rows and columns by the roots of the diagonal; rows beyond the size become those of the identity. Answers 1 / root. */
function scaleToUnitDiagonal(matrix: Float32Array, size: number, stride: number): Float64Array {
  const roots = new Float64Array(stride).fill(1);
  for (let row = 0; row < stride; row++) {
    const diagonal = row < size ? matrix[row * stride + row]! : 1;
    roots[row] = 1 / Math.sqrt(diagonal);
    for (let column = 0; column < row; column++) matrix[row * stride + column]! *= roots[row]! * roots[column]!;
    matrix[row * stride + row] = diagonal > 0 ? 1 : diagonal;
  }
  return roots;
}

/** Place of a value of a panel that is packed `rows` at a time: they lie together, column by column. */
function packed(row: number, k: number, width: number, rows: 4 | 8): number {
  return (row - (row % rows)) * width + k * rows + (row % rows);
}

/** Value k of a row of the panel = A[row][from + k], read from the lower triangle. Rows of the pivot block are zero, so that the update leaves them alone. */
function copyPanel(matrix: Float32Array, stride: number, from: number, width: number, panel: Float32Array): void {
  for (let k = 0; k < width; k++) {
    const line = (from + k) * stride;
    for (let row = 0; row < from; row++) panel[packed(row, k, width, 8)] = matrix[line + row]!;
    for (let row = from; row < from + width; row++) panel[packed(row, k, width, 8)] = 0;
  }
  for (let row = from + width; row < stride; row++) {
    const line = row * stride + from;
    for (let k = 0; k < width; k++) panel[packed(row, k, width, 8)] = matrix[line + k]!;
  }
}

/** Columns of the block become A · block⁻¹ (below and, by symmetry, left of it), the block itself −block⁻¹. */
function writePanel(
  matrix: Float32Array,
  stride: number,
  from: number,
  width: number,
  scaled: Float32Array,
  pivot: Float64Array,
): void {
  for (let k = 0; k < width; k++) {
    const line = (from + k) * stride;
    for (let row = 0; row < from; row++) matrix[line + row] = scaled[packed(row, k, width, 4)]!;
    for (let column = 0; column < width; column++) matrix[line + from + column] = pivot[k * width + column]!;
  }
  for (let row = from + width; row < stride; row++) {
    const line = row * stride + from;
    for (let k = 0; k < width; k++) matrix[line + k] = scaled[packed(row, k, width, 4)]!;
  }
}

/** The lower triangle holds −(scaled matrix)⁻¹: turns the sign, takes the scale back, mirrors it; tiles keep both sides in the cache. */
function finish(matrix: Float32Array, stride: number, roots: Float64Array): void {
  for (let top = 0; top < stride; top += blockSize) {
    const bottom = Math.min(stride, top + blockSize);
    for (let left = 0; left <= top; left += blockSize) {
      for (let row = top; row < bottom; row++) {
        const end = Math.min(row + 1, left + blockSize);
        for (let column = left; column < end; column++) {
          const value = -matrix[row * stride + column]! * roots[row]! * roots[column]!;
          matrix[row * stride + column] = value;
          matrix[column * stride + row] = value;
        }
      }
    }
  }
}
