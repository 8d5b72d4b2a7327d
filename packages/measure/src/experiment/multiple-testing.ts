/** Positions of `pValues` from the smallest to the largest. */
function ascending(pValues: readonly number[]): number[] {
  return pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
}

/**
 * Holm's adjusted p-values, in the order given: rejecting those ≤ α keeps the chance of any false rejection ≤ α, whatever the dependence.
 * @see Holm (1979), Scandinavian Journal of Statistics 6, 65–70
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  ascending(pValues).forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

/**
 * Benjamini and Hochberg's adjusted p-values: rejecting those ≤ q keeps the expected share of false rejections ≤ q for independent tests.
 * @see Benjamini, Hochberg (1995), JRSS B 57, 289–300
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, pValues.length);
}

/** Benjamini and Yekutieli's, which hold under any dependence. @see Benjamini, Yekutieli (2001), Annals of Statistics 29, 1165–1188 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  const harmonic = pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  return stepUp(pValues, pValues.length * harmonic);
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const adjusted = new Array<number>(pValues.length);
  const order = ascending(pValues);
  let smallest = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const index = order[rank]!;
    smallest = Math.min(smallest, (factor * pValues[index]!) / (rank + 1));
    // m·p/m may round below p.
    adjusted[index] = Math.max(pValues[index]!, smallest);
  }
  return adjusted;
}

/** Hommel's adjusted p-values: as safe as Holm's for independent tests, a little sharper. Quadratic. @see Hommel (1988), Biometrika 75, 383–386 */
export function hommel(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const p = order.map((i) => pValues[i]!);
  const n = p.length;
  const q = new Array<number>(n).fill(Math.min(...p.map((value, i) => (n * value) / (i + 1))));
  const result = [...q];
  for (let m = n - 1; m >= 2; m--) {
    // Simes' bound of the m − 1 largest, then of the others.
    let bound = Infinity;
    for (let i = 1; i < m; i++) bound = Math.min(bound, (m * p[n - m + i]!) / (i + 1));
    for (let i = 0; i <= n - m; i++) q[i] = Math.min(m * p[i]!, bound);
    for (let i = n - m + 1; i < n; i++) q[i] = q[n - m]!;
    for (let i = 0; i < n; i++) result[i] = Math.max(result[i]!, q[i]!);
  }
  const adjusted = new Array<number>(n);
  order.forEach((index, rank) => {
    adjusted[index] = Math.min(1, Math.max(result[rank]!, p[rank]!));
  });
  return adjusted;
}
