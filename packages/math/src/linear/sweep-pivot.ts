/** A block on the diagonal of a symmetric matrix of which the lower triangle holds: `pivot[i * width + j]`, both triangles. */
export function copyPivot(
  matrix: Float32Array | Float64Array,
  size: number,
  from: number,
  width: number,
  pivot: Float64Array,
): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = matrix[(from + i) * size + from + j]!;
      pivot[i * width + j] = value;
      pivot[j * width + i] = value;
    }
  }
}

/** In place: pivot becomes −pivot⁻¹, one row at a time [Goodnight 1979]. False, with the content undefined, where it is not positive definite. */
export function sweepPivot(pivot: Float64Array, width: number): boolean {
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
