/** A share of the variance with its standard error. */
export interface VarianceShare {
  estimate: number;
  standardError: number;
}

/** Which inputs make the result spread. */
export interface SobolIndices {
  mean: number;
  variance: number;
  /** By input: the share of the variance that goes if it alone were known. */
  first: VarianceShare[];
  /** By input: the share that stays if it alone were unknown. */
  total: VarianceShare[];
}

/** Rows that are evaluated together; each input is a column. */
export type Evaluate = (columns: readonly Float64Array[]) => Float64Array;

/** Blocks whose spread tells the standard errors. */
const BLOCKS = 16;

/**
 * First-order and total indices from two independent samples of the inputs: total by Jansen, first order by Saltelli, at the cost of
 * (inputs + 2) × rows evaluations. The variance of a constant is 0, and all its shares are 0.
 * @param a columns by input
 * @param b as many, independent of `a`; take the later dimensions of the same Sobol' sequence
 * @param groups columns that count as one input, such as those that move together; each by itself unless said
 * @see Saltelli et al. (2010), Comput. Phys. Commun. 181, 259–270, table 2, rows (b) and (f); Jansen (1999)
 */
export function sobolIndices(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  evaluate: Evaluate,
  groups: readonly (readonly number[])[] = a.map((_, input) => [input]),
): SobolIndices {
  const atA = evaluate(a);
  const atB = evaluate(b);
  const n = atA.length;
  const mean = (sum(atA) + sum(atB)) / (2 * n);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (atA[i]! - mean) ** 2 + (atB[i]! - mean) ** 2;
  const variance = squares / (2 * n);
  const first: VarianceShare[] = [];
  const total: VarianceShare[] = [];
  for (const group of groups) {
    const mixed = evaluate(a.map((column, k) => (group.includes(k) ? b[k]! : column)));
    first.push(meanByBlocks(n, variance, (i) => (atB[i]! - mean) * (mixed[i]! - atA[i]!)));
    total.push(meanByBlocks(n, variance, (i) => (atA[i]! - mixed[i]!) ** 2 / 2));
  }
  return { mean, variance, first, total };
}

/**
 * The share of the variance that two inputs make together, beyond what each makes alone.
 * @see Saltelli et al. (2010), eq. 13, for the pair as one input, by Jansen's form: 1 − E(f(B) − f(A with both from B))²/2V, less both first orders
 */
export function sobolPair(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  evaluate: Evaluate,
  [i, j]: readonly [number, number],
  indices: SobolIndices,
): number {
  const atB = evaluate(b);
  const mixed = evaluate(a.map((column, k) => (k === i || k === j ? b[k]! : column)));
  let squares = 0;
  for (let row = 0; row < atB.length; row++) squares += (atB[row]! - mixed[row]!) ** 2;
  const together = 1 - squares / (2 * atB.length * indices.variance);
  return together - indices.first[i]!.estimate - indices.first[j]!.estimate;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** The mean of a term over the variance, and the standard error that its blocks show. */
function meanByBlocks(n: number, variance: number, term: (i: number) => number): VarianceShare {
  if (variance === 0) return { estimate: 0, standardError: 0 };
  const size = Math.floor(n / BLOCKS);
  let all = 0;
  const blocks: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    let own = 0;
    const end = block === BLOCKS - 1 ? n : (block + 1) * size;
    for (let i = block * size; i < end; i++) own += term(i);
    all += own;
    blocks.push(own / (end - block * size) / variance);
  }
  const estimate = all / n / variance;
  const spread = blocks.reduce((squares, one) => squares + (one - estimate) ** 2, 0) / (BLOCKS - 1);
  return { estimate, standardError: Math.sqrt(spread / BLOCKS) };
}
