/** Rows and columns swept at once: three panels of this width stay in the cache. */
const blockSize = 64;

/**
 * Replaces a symmetric positive definite matrix (`matrix[row * size + column]`, only the lower triangle is read) by its inverse, both triangles filled.
 * Blocked sweep operator [Goodnight 1979]: n³ multiplications and additions, no second copy of the matrix. False, with the content undefined, where a
 * pivot is not positive.
 */
export function invertPositiveDefinite(matrix: Float64Array, size: number): boolean {
  const panel = new Float64Array(size * blockSize);
  const scaled = new Float64Array(size * blockSize);
  const pivot = new Float64Array(blockSize * blockSize);
  for (let from = 0; from < size; from += blockSize) {
    const width = Math.min(blockSize, size - from);
    copyPivot(matrix, size, from, width, pivot);
    if (!sweepAll(pivot, width)) return false;
    copyPanel(matrix, size, from, width, panel);
    multiplyPanel(panel, pivot, scaled, size, width);
    updateLower(matrix, panel, scaled, size, from, width);
    writePanel(matrix, size, from, width, scaled, pivot);
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = -matrix[row * size + column]!;
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return true;
}

function copyPivot(matrix: Float64Array, size: number, from: number, width: number, pivot: Float64Array): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = matrix[(from + i) * size + from + j]!;
      pivot[i * width + j] = value;
      pivot[j * width + i] = value;
    }
  }
}

/** In place: pivot becomes −pivot⁻¹, one row at a time. */
function sweepAll(pivot: Float64Array, width: number): boolean {
  for (let k = 0; k < width; k++) {
    const diagonal = pivot[k * width + k]!;
    if (!(diagonal > 0)) return false;
    for (let i = 0; i < width; i++) {
      if (i === k) continue;
      const factor = pivot[i * width + k]! / diagonal;
      for (let j = 0; j < width; j++) if (j !== k) pivot[i * width + j]! -= factor * pivot[k * width + j]!;
    }
    for (let i = 0; i < width; i++) {
      if (i === k) continue;
      pivot[i * width + k]! /= diagonal;
      pivot[k * width + i]! /= diagonal;
    }
    pivot[k * width + k] = -1 / diagonal;
  }
  return true;
}

/** `panel[row * width + k]` = A[row][from + k], read from the lower triangle. Rows of the pivot block are zero, so that the update leaves them alone. */
function copyPanel(matrix: Float64Array, size: number, from: number, width: number, panel: Float64Array): void {
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < width; k++) {
      const column = from + k;
      const inPivot = row >= from && row < from + width;
      panel[row * width + k] = inPivot ? 0 : row > column ? matrix[row * size + column]! : matrix[column * size + row]!;
    }
  }
}

/** scaled = −panel · pivot = panel · (block)⁻¹. */
function multiplyPanel(
  panel: Float64Array,
  pivot: Float64Array,
  scaled: Float64Array,
  size: number,
  width: number,
): void {
  for (let row = 0; row < size; row++) {
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum -= panel[row * width + k]! * pivot[k * width + j]!;
      scaled[row * width + j] = sum;
    }
  }
}

/** Lower triangle: A −= scaled · panelᵀ, four by four so that sixteen sums stay in registers. */
function updateLower(
  matrix: Float64Array,
  panel: Float64Array,
  scaled: Float64Array,
  size: number,
  from: number,
  width: number,
): void {
  const even = size - (size % 4);
  for (let i = 0; i < even; i += 4) {
    if (i >= from && i + 4 <= from + width) continue;
    for (let j = 0; j <= i; j += 4) {
      if (j >= from && j + 4 <= from + width) continue;
      updateTile(matrix, panel, scaled, size, width, i, j);
    }
  }
  for (let i = even; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += scaled[i * width + k]! * panel[j * width + k]!;
      matrix[i * size + j]! -= sum;
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
  const a0 = i * width;
  const a1 = a0 + width;
  const a2 = a1 + width;
  const a3 = a2 + width;
  const b0 = j * width;
  const b1 = b0 + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
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
    const y0 = panel[b0 + k]!;
    const y1 = panel[b1 + k]!;
    const y2 = panel[b2 + k]!;
    const y3 = panel[b3 + k]!;
    let x = scaled[a0 + k]!;
    c00 += x * y0;
    c01 += x * y1;
    c02 += x * y2;
    c03 += x * y3;
    x = scaled[a1 + k]!;
    c10 += x * y0;
    c11 += x * y1;
    c12 += x * y2;
    c13 += x * y3;
    x = scaled[a2 + k]!;
    c20 += x * y0;
    c21 += x * y1;
    c22 += x * y2;
    c23 += x * y3;
    x = scaled[a3 + k]!;
    c30 += x * y0;
    c31 += x * y1;
    c32 += x * y2;
    c33 += x * y3;
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
      else if (row > column) matrix[row * size + column] = scaled[row * width + k]!;
      else matrix[column * size + row] = scaled[row * width + k]!;
    }
  }
}
