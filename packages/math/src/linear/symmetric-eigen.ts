export interface SymmetricEigen {
  /** Ascending. */
  values: Float64Array;
  /** `vectors[i]` has length 1 and belongs to `values[i]`. */
  vectors: Float64Array[];
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix (`matrix[row * size + column]`), by Jacobi's rotations: relative accuracy of the
 * small eigenvalues as good as the matrix allows. O(size³) a sweep.
 * @see Golub & Van Loan (2013), Matrix computations, section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let isDiagonal = true;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        const scale = Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!));
        if (off === 0 || Math.abs(off) <= 1e-17 * scale) continue;
        isDiagonal = false;
        rotate(a, v, size, p, q);
      }
    }
    if (isDiagonal) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[i * size + i]! - a[j * size + j]!);
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]!),
    vectors: order.map((i) => Float64Array.from({ length: size }, (_, row) => v[row * size + i]!)),
  };
}

/** One rotation in the plane of p and q that makes a[p][q] zero. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * a[p * size + q]!);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p]!;
    const kq = a[k * size + q]!;
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k]!;
    const qk = a[q * size + k]!;
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const vp = v[k * size + p]!;
    const vq = v[k * size + q]!;
    v[k * size + p] = c * vp - s * vq;
    v[k * size + q] = s * vp + c * vq;
  }
  a[p * size + q] = 0;
  a[q * size + p] = 0;
}
