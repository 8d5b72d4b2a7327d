/**
 * x·log(x/m) + m − x, the deviance of a Poisson count x with mean m, without cancellation near x = m.
 * At x = 0 it is m.
 * @see Loader (2000), Fast and accurate computation of binomial probabilities, section 3 (`bd0`).
 */
export function poissonDeviance(x: number, mean: number): number {
  if (x === 0) return mean;
  const difference = x - mean;
  if (Math.abs(difference) < 0.1 * (x + mean)) {
    const v = difference / (x + mean);
    const v2 = v * v;
    let sum = difference * v;
    let term = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      term *= v2;
      const next = sum + term / (2 * j + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / mean) - difference;
}
