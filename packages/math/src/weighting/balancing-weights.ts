/** Whose effect: everybody's, that of those who were treated, or that of those who could have been either (overlap). */
export type Estimand = "ate" | "att" | "overlap";

/** Weights of the rows by their own arm, with their slopes in the propensity. */
export interface BalancingWeights {
  weights: Float64Array;
  /** dw/de. */
  slopes: Float64Array;
}

/**
 * Weights that make both arms look like the estimand's population: 1/e and 1/(1−e) for everybody, 1 and e/(1−e) for the treated,
 * 1−e and e for the overlap. Rows whose propensity e lies outside [trim, 1 − trim] weigh nothing.
 * @see Li, Morgan and Zaslavsky (2018), JASA 113, 390–400, table 1; Crump et al. (2009) for the trimming
 */
export function balancingWeights(
  propensity: Float64Array,
  treated: Uint8Array,
  estimand: Estimand,
  trim = 0,
): BalancingWeights {
  const weights = new Float64Array(propensity.length);
  const slopes = new Float64Array(propensity.length);
  for (let i = 0; i < weights.length; i++) {
    const e = propensity[i]!;
    if (e < trim || e > 1 - trim) continue;
    const [weight, slope] = weightAt(e, treated[i] === 1, estimand);
    weights[i] = weight;
    slopes[i] = slope;
  }
  return { weights, slopes };
}

function weightAt(e: number, isTreated: boolean, estimand: Estimand): [number, number] {
  if (estimand === "overlap") return isTreated ? [1 - e, -1] : [e, 1];
  if (estimand === "att") return isTreated ? [1, 0] : [e / (1 - e), 1 / (1 - e) ** 2];
  return isTreated ? [1 / e, -1 / (e * e)] : [1 / (1 - e), 1 / (1 - e) ** 2];
}

/** (Σw)²/Σw²: how many equally weighted rows of one arm carry as much information; 0 without any. */
export function effectiveSampleSize(weights: Float64Array, treated: Uint8Array, arm: 0 | 1): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== arm) continue;
    sum += weights[i]!;
    squares += weights[i]! * weights[i]!;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Treated minus control mean of a covariate over the treated's standard deviation; NaN where the treated do not vary. */
export function standardizedDifference(values: Float64Array, treated: Uint8Array, weights?: Float64Array): number {
  const sums = [0, 0];
  const totals = [0, 0];
  let plain = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const arm = treated[i]!;
    const weight = weights?.[i] ?? 1;
    sums[arm]! += weight * values[i]!;
    totals[arm]! += weight;
    if (arm === 1) {
      plain += values[i]!;
      count += 1;
    }
  }
  let squares = 0;
  for (let i = 0; i < values.length; i++) if (treated[i] === 1) squares += (values[i]! - plain / count) ** 2;
  const deviation = Math.sqrt(squares / (count - 1));
  return deviation > 0 ? (sums[1]! / totals[1]! - sums[0]! / totals[0]!) / deviation : Number.NaN;
}
