/**
 * Ridge regression that learns one observation at a time: A = λI + Σ x xᵀ, b = Σ r x, kept as A⁻¹ by the formula of Sherman & Morrison.
 * θ = A⁻¹ b; the standard error of θᵀx is √(xᵀ A⁻¹ x) in units of the noise.
 */
export interface LinearPosterior {
  dimensions: number;
  theta: Float64Array;
  /** Row by row. */
  inverse: Float64Array;
  mean(x: ArrayLike<number>): number;
  /** xᵀ A⁻¹ y. */
  covariance(x: ArrayLike<number>, y: ArrayLike<number>): number;
  /** `weight` ≥ 0 counts the observation so many times. O(d²). */
  learn(x: ArrayLike<number>, reward: number, weight?: number): void;
}

export function createLinearPosterior(dimensions: number, ridge: number): LinearPosterior {
  const d = dimensions;
  const inverse = new Float64Array(d * d);
  for (let i = 0; i < d; i++) inverse[i * d + i] = 1 / ridge;
  const theta = new Float64Array(d);
  const direction = new Float64Array(d);

  /** out = A⁻¹ x, skipping the zeros of x: one-hot features cost what they hold. */
  function multiply(x: ArrayLike<number>, out: Float64Array): void {
    out.fill(0);
    for (let j = 0; j < d; j++) {
      const value = x[j]!;
      if (value === 0) continue;
      const row = j * d;
      for (let i = 0; i < d; i++) out[i]! += value * inverse[row + i]!;
    }
  }

  return {
    dimensions,
    theta,
    inverse,
    mean: (x) => dot(theta, x, d),
    covariance(x, y) {
      multiply(x, direction);
      return dot(direction, y, d);
    },
    learn(x, reward, weight = 1) {
      multiply(x, direction);
      const spread = dot(direction, x, d);
      const gain = weight / (1 + weight * spread);
      const surprise = reward - dot(theta, x, d);
      for (let i = 0; i < d; i++) {
        const step = gain * direction[i]!;
        theta[i]! += step * surprise;
        if (step === 0) continue;
        const row = i * d;
        for (let j = 0; j < d; j++) inverse[row + j]! -= step * direction[j]!;
      }
    },
  };
}

function dot(a: Float64Array, x: ArrayLike<number>, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) {
    const value = x[i]!;
    if (value !== 0) sum += value * a[i]!;
  }
  return sum;
}
