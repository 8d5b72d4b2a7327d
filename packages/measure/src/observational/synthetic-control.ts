import { simplexLeastSquares } from "@attune/math/fit/simplex-least-squares";

/** A block panel: the treated units' mean and each control, over time (`controls[unit][time]`), treated from `firstTreated` (an index) on. */
export interface BlockPanel {
  treated: Float64Array;
  controls: readonly Float64Array[];
  firstTreated: number;
  /** How many treated units the mean is over. */
  treatedUnits: number;
}

/** A counterfactual made of other units. */
export interface SyntheticFit {
  /** Mean effect over the treated periods. */
  effect: number;
  /** Treated minus counterfactual, in every period. */
  gaps: Float64Array;
  unitWeights: Float64Array;
  /** One per period before treatment; uniform for the plain synthetic control. */
  timeWeights: Float64Array;
  /** Root mean square of the gaps before treatment. */
  preError: number;
  /** Duality gaps of the weights over the scale of their problem: 0 is the optimum. */
  kktGap: number;
}

/**
 * Synthetic control: the convex combination of controls that is closest to the treated before treatment, in squares, by outcomes alone.
 * Assumes (1) no spill-over to the controls; (2) a combination of controls that follows the treated before would have done so after.
 * @see Abadie, Diamond and Hainmueller (2010), JASA 105, 493–505; docs/methods/synthetic-control.md
 */
export function syntheticControl(panel: BlockPanel): SyntheticFit {
  const { treated, controls, firstTreated } = panel;
  const rows = controls.map((control) => control.subarray(0, firstTreated));
  const { weights, kktGap } = closest(rows, treated.subarray(0, firstTreated), 0);
  const gaps = treated.slice();
  controls.forEach((control, j) => {
    for (let t = 0; t < gaps.length; t++) gaps[t]! -= weights[j]! * control[t]!;
  });
  return {
    effect: mean(gaps.subarray(firstTreated)),
    gaps,
    unitWeights: weights,
    timeWeights: new Float64Array(firstTreated).fill(1 / firstTreated),
    preError: rootMeanSquare(gaps.subarray(0, firstTreated)),
    kktGap,
  };
}

/**
 * Synthetic difference-in-differences: unit weights that make the controls parallel to the treated (level free, ridge ζ²·T₀), time weights
 * that make the periods before predict those after, then a weighted difference-in-differences.
 * ζ = (N₁·T₁)^¼ · sd of the controls' first differences before treatment; the time weights carry 1e-6 of it.
 * @see Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111, 4088–4118, algorithm 1
 */
export function syntheticDid(panel: BlockPanel): SyntheticFit {
  const { treated, controls, firstTreated, treatedUnits } = panel;
  const after = treated.length - firstTreated;
  const noise = noiseLevel(panel);
  const zeta = (treatedUnits * after) ** 0.25 * noise;
  const units = closest(
    controls.map((control) => centered(control.subarray(0, firstTreated))),
    centered(treated.subarray(0, firstTreated)),
    zeta * zeta * firstTreated,
  );
  const periods = Array.from({ length: firstTreated }, (_, t) => centered(Float64Array.from(controls, (c) => c[t]!)));
  const later = centered(Float64Array.from(controls, (control) => mean(control.subarray(firstTreated))));
  const times = closest(periods, later, (1e-6 * noise) ** 2 * controls.length);
  const gaps = treated.slice();
  controls.forEach((control, j) => {
    for (let t = 0; t < gaps.length; t++) gaps[t]! -= units.weights[j]! * control[t]!;
  });
  const before = times.weights.reduce((sum, weight, t) => sum + weight * gaps[t]!, 0);
  const shifted = gaps.map((gap) => gap - before);
  return {
    effect: mean(shifted.subarray(firstTreated)),
    gaps: shifted,
    unitWeights: units.weights,
    timeWeights: times.weights,
    preError: rootMeanSquare(shifted.subarray(0, firstTreated)),
    kktGap: Math.max(units.kktGap, times.kktGap),
  };
}

/** Plain difference-in-differences of the block: all controls and all periods weigh the same. */
export function blockDid({ treated, controls, firstTreated }: BlockPanel): number {
  const change = (series: Float64Array) => mean(series.subarray(firstTreated)) - mean(series.subarray(0, firstTreated));
  return change(treated) - controls.reduce((sum, control) => sum + change(control), 0) / controls.length;
}

/** Standard deviation of the controls' changes from period to period before treatment. */
export function noiseLevel({ controls, firstTreated }: BlockPanel): number {
  const changes = controls.flatMap((control) =>
    Array.from({ length: firstTreated - 1 }, (_, t) => control[t + 1]! - control[t]!),
  );
  const center = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  return Math.sqrt(changes.reduce((sum, change) => sum + (change - center) ** 2, 0) / (changes.length - 1));
}

/** Weights on the simplex for Σ_j w_j·columns_j ≈ target, plus `ridge`·Σw². */
function closest(
  columns: readonly Float64Array[],
  target: Float64Array,
  ridge: number,
): { weights: Float64Array; kktGap: number } {
  const n = columns.length;
  // Distances from the target keep the digits that levels would drown: Σw = 1 lets it be taken off every column.
  const shifted = columns.map((column) => column.map((value, i) => value - target[i]!));
  const gram = new Float64Array(n * n);
  let scale = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const a = shifted[i]!;
      const b = shifted[j]!;
      let sum = i === j ? ridge : 0;
      for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
    scale += gram[i * n + i]! / n;
  }
  const { weights, gap } = simplexLeastSquares(gram, new Float64Array(n));
  return { weights, kktGap: scale > 0 ? gap / scale : 0 };
}

function centered(values: Float64Array): Float64Array {
  const center = mean(values);
  return values.map((value) => value - center);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
