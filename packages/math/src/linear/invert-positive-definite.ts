import { instantiate, type RowRunner, reserver, type SharedKernels, shareKernels } from "../kernel/shared-kernels.ts";
import { copyPivot, sweepPivot } from "./sweep-pivot.ts";

/** Rows and columns swept at once: three panels of this width stay in the cache. */
const blockSize = 64;
/** Rows and columns of the matrix that are updated together, so that sixteen sums stay in registers. */
const tile = 4;

/** Where the work is done: the matrix with its size rounded up to tiles, the panels packed by tiles. */
export interface Workspace {
  /** A multiple of 4; rows and columns beyond the matrix are those of the identity. */
  size: number;
  matrix: Float64Array;
  /** Packed: four rows of a column lie together. */
  panel: Float64Array;
  scaled: Float64Array;
  /** scaled = −panel · pivot. */
  scalePanel: (pivot: Float64Array, width: number) => void;
  /** Lower triangle: matrix −= scaled · panelᵀ. */
  subtractProduct: (width: number) => void;
}

/**
 * Replaces a symmetric positive definite matrix (`matrix[row * size + column]`, only the lower triangle is read) by its inverse, both triangles filled.
 * Blocked sweep operator [Goodnight 1979]: n³ multiplications and additions on SIMD kernels where the engine has them, and one copy of the
 * matrix. False, with the content undefined, where a pivot is not positive.
 * `workspaceOf` null: the plain twin of the kernels, which also takes what fits in one block: kernels cost more to set up than that to invert.
 */
export function invertPositiveDefinite(
  matrix: Float64Array,
  size: number,
  workspaceOf: (size: number) => Workspace | null = (rounded) =>
    rounded <= blockSize ? null : createSimdWorkspace(rounded),
): boolean {
  const rounded = Math.ceil(size / tile) * tile;
  const work = workspaceOf(rounded) ?? createPlainWorkspace(rounded);
  copyLower(matrix, size, work);
  const pivot = new Float64Array(blockSize * blockSize);
  for (let from = 0; from < rounded; from += blockSize) {
    const width = Math.min(blockSize, rounded - from);
    copyPivot(work.matrix, rounded, from, width, pivot);
    if (!sweepPivot(pivot, width)) return false;
    copyPanel(work.matrix, rounded, from, width, work.panel);
    work.scalePanel(pivot, width);
    work.subtractProduct(width);
    writePanel(work.matrix, rounded, from, width, work.scaled, pivot);
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = -work.matrix[row * rounded + column]!;
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return true;
}

/** On SIMD kernels; null where the engine has none. `runnerOf` shares the rows of the largest step out to threads; null: this one does all. */
export function createSimdWorkspace(
  size: number,
  runnerOf: ((shared: SharedKernels) => RowRunner) | null = null,
): Workspace | null {
  const bytes = 8 * (size * size + 2 * size * blockSize + blockSize * blockSize);
  const shared = shareKernels(bytes);
  if (shared === null) return null;
  const kernels = instantiate(shared);
  const runner = runnerOf?.(shared) ?? { run: (_values, rowCount, own) => own(0, rowCount) };
  const reserve = reserver();
  const doubles = (length: number) => new Float64Array(shared.memory.buffer, reserve(8 * length), length);
  const matrix = doubles(size * size);
  const panel = doubles(size * blockSize);
  const scaled = doubles(size * blockSize);
  const block = doubles(blockSize * blockSize);
  return {
    size,
    matrix,
    panel,
    scaled,
    scalePanel(pivot, width) {
      block.set(pivot);
      kernels.scalePanel(0, size, width, panel.byteOffset, block.byteOffset, scaled.byteOffset);
    },
    subtractProduct(width) {
      const given = [size, width, matrix.byteOffset, scaled.byteOffset, panel.byteOffset];
      runner.run([0, size, ...given], size, (from, to) => kernels.subtractProduct(from, to, ...given));
    },
  };
}

/** The same without WebAssembly. */
function createPlainWorkspace(size: number): Workspace {
  const matrix = new Float64Array(size * size);
  const panel = new Float64Array(size * blockSize);
  const scaled = new Float64Array(size * blockSize);
  return {
    size,
    matrix,
    panel,
    scaled,
    scalePanel: (pivot, width) => multiplyPanel(panel, pivot, scaled, size, width),
    subtractProduct(width) {
      for (let i = 0; i < size; i += tile) {
        for (let j = 0; j <= i; j += tile) updateTile(matrix, panel, scaled, size, width, i, j);
      }
    },
  };
}

function copyLower(from: Float64Array, size: number, { matrix, size: rounded }: Workspace): void {
  for (let row = 0; row < size; row++) matrix.set(from.subarray(row * size, row * size + row + 1), row * rounded);
  for (let row = size; row < rounded; row++) matrix[row * rounded + row] = 1;
}

/** Place of a panel's value: tiles of four rows, column by column. */
function packed(row: number, k: number, width: number): number {
  return (row >> 2) * (width * tile) + k * tile + (row & 3);
}

/** Value k of a row of the panel = A[row][from + k], read from the lower triangle. Rows of the pivot block are zero, so that the update leaves them alone. */
function copyPanel(matrix: Float64Array, size: number, from: number, width: number, panel: Float64Array): void {
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < width; k++) {
      const column = from + k;
      const inPivot = row >= from && row < from + width;
      panel[packed(row, k, width)] = inPivot
        ? 0
        : row > column
          ? matrix[row * size + column]!
          : matrix[column * size + row]!;
    }
  }
}

/** scaled = −panel · pivot = panel · (block)⁻¹, a tile of rows at a time; the pivot block is symmetric, so its rows serve as columns. */
function multiplyPanel(
  panel: Float64Array,
  pivot: Float64Array,
  scaled: Float64Array,
  size: number,
  width: number,
): void {
  for (let base = 0; base < size * width; base += width * tile) {
    for (let j = 0; j < width; j++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let at = base;
      for (let k = j * width; k < (j + 1) * width; k++) {
        const factor = pivot[k]!;
        s0 -= panel[at]! * factor;
        s1 -= panel[at + 1]! * factor;
        s2 -= panel[at + 2]! * factor;
        s3 -= panel[at + 3]! * factor;
        at += tile;
      }
      const to = base + j * tile;
      scaled[to] = s0;
      scaled[to + 1] = s1;
      scaled[to + 2] = s2;
      scaled[to + 3] = s3;
    }
  }
}

function updateTile(
  matrix: Float64Array,
  panel: Float64Array,
  scaled: Float64Array,
  size: number,
  width: number,
  i: number,
  j: number,
): void {
  let x = (i >> 2) * width * tile;
  let y = (j >> 2) * width * tile;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  for (let k = 0; k < width; k++) {
    const y0 = panel[y]!;
    const y1 = panel[y + 1]!;
    const y2 = panel[y + 2]!;
    const y3 = panel[y + 3]!;
    const x0 = scaled[x]!;
    c00 += x0 * y0;
    c01 += x0 * y1;
    c02 += x0 * y2;
    c03 += x0 * y3;
    const x1 = scaled[x + 1]!;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c12 += x1 * y2;
    c13 += x1 * y3;
    const x2 = scaled[x + 2]!;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c22 += x2 * y2;
    c23 += x2 * y3;
    const x3 = scaled[x + 3]!;
    c30 += x3 * y0;
    c31 += x3 * y1;
    c32 += x3 * y2;
    c33 += x3 * y3;
    x += tile;
    y += tile;
  }
  // On the diagonal the upper half of the tile is written too; nothing reads it.
  let at = i * size + j;
  matrix[at]! -= c00;
  matrix[at + 1]! -= c01;
  matrix[at + 2]! -= c02;
  matrix[at + 3]! -= c03;
  at += size;
  matrix[at]! -= c10;
  matrix[at + 1]! -= c11;
  matrix[at + 2]! -= c12;
  matrix[at + 3]! -= c13;
  at += size;
  matrix[at]! -= c20;
  matrix[at + 1]! -= c21;
  matrix[at + 2]! -= c22;
  matrix[at + 3]! -= c23;
  at += size;
  matrix[at]! -= c30;
  matrix[at + 1]! -= c31;
  matrix[at + 2]! -= c32;
  matrix[at + 3]! -= c33;
}

/** Columns of the block become A · block⁻¹ (below and, by symmetry, left of it), the block itself −block⁻¹. */
function writePanel(
  matrix: Float64Array,
  size: number,
  from: number,
  width: number,
  scaled: Float64Array,
  pivot: Float64Array,
): void {
  for (let row = 0; row < size; row++) {
    const inPivot = row >= from && row < from + width;
    for (let k = 0; k < width; k++) {
      const column = from + k;
      if (inPivot) matrix[row * size + column] = pivot[(row - from) * width + k]!;
      else if (row > column) matrix[row * size + column] = scaled[packed(row, k, width)]!;
      else matrix[column * size + row] = scaled[packed(row, k, width)]!;
    }
  }
}
