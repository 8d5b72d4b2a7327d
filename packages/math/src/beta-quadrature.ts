import { symmetricEigen } from "./linear/symmetric-eigen.ts";

/** Points of (0, 1) and weights that sum to 1. */
export interface BetaQuadrature {
  nodes: Float64Array;
  weights: Float64Array;
}

const known = new Map<string, BetaQuadrature>();
const mostKnown = 1_000;

/**
 * E[f(p)] ≈ Σ weights·f(nodes) for p ~ Beta(a, b): Gauss–Jacobi quadrature of order n, exact for polynomials of degree 2n − 1, from the
 * eigenvectors of the Jacobi matrix. Best where f is smooth over all of [0, 1]. O(n³) for a new pair of a and b, the last ones are kept.
 * @see Golub & Welsch (1969), Calculation of Gauss quadrature rules; DLMF 18.9.1.
 */
export function betaQuadrature(a: number, b: number, n = 20): BetaQuadrature {
  const key = `${a}/${b}/${n}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const rule = compute(a, b, n);
  if (known.size >= mostKnown) known.clear();
  known.set(key, rule);
  return rule;
}

function compute(a: number, b: number, n: number): BetaQuadrature {
  // Weight (1 − x)^(b−1)·(1 + x)^(a−1) on [−1, 1], x = 2p − 1.
  const alpha = b - 1;
  const beta = a - 1;
  const sum = alpha + beta;
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const twice = 2 * k + sum;
    matrix[k * n + k] = k === 0 ? (beta - alpha) / (sum + 2) : ((beta - alpha) * sum) / (twice * (twice + 2));
    if (k === 0) continue;
    const square =
      k === 1
        ? (4 * (1 + alpha) * (1 + beta)) / ((2 + sum) ** 2 * (3 + sum))
        : (4 * k * (k + alpha) * (k + beta) * (k + sum)) / (twice ** 2 * (twice + 1) * (twice - 1));
    matrix[k * n + k - 1] = Math.sqrt(square);
    matrix[(k - 1) * n + k] = Math.sqrt(square);
  }
  const { values, vectors } = symmetricEigen(matrix, n);
  return {
    nodes: values.map((x) => (1 + x) / 2),
    weights: Float64Array.from(vectors, (vector) => vector[0]! ** 2),
  };
}
