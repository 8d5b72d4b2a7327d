import { coefficientCovariance } from "@attune/math/fit/coefficient-covariance";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";

/** Rows by how far their running variable lies from the cutoff, and what came of them. */
export interface RunningData {
  /** Running variable less the cutoff; at 0 and above the treatment applies. */
  distance: Float64Array;
  outcome: Float64Array;
}

/** A jump at the cutoff, and how many rows of each side it rests on. */
export interface JumpEstimate {
  jump: number;
  standardError: number;
  rows: { below: number; above: number };
}

/**
 * The jump at the cutoff: on each side a polynomial of `degree` by least squares with triangular weights within the bandwidth; errors HC1
 * side by side (HC3 for parabolas, which lean on few rows). Null where a side has fewer than degree + 3 rows, or too few different values of the running variable.
 * @see Hahn, Todd and van der Klaauw (2001), Econometrica 69, 201–209
 */
export function localJump(data: RunningData, bandwidth: number, degree: 1 | 2): JumpEstimate | null {
  const below = sideFit(data, bandwidth, degree, -1);
  const above = sideFit(data, bandwidth, degree, 1);
  if (below === null || above === null) return null;
  return {
    jump: above.atCutoff - below.atCutoff,
    standardError: Math.sqrt(above.variance + below.variance),
    rows: { below: below.rows, above: above.rows },
  };
}

function sideFit({ distance, outcome }: RunningData, bandwidth: number, degree: 1 | 2, side: 1 | -1) {
  const rows = [...distance.keys()].filter(
    (i) => Math.abs(distance[i]!) < bandwidth && (side === 1 ? distance[i]! >= 0 : distance[i]! < 0),
  );
  if (rows.length < degree + 3) return null;
  const roots = Float64Array.from(rows, (i) => Math.sqrt(1 - Math.abs(distance[i]!) / bandwidth));
  const power = (k: number) => Float64Array.from(rows, (i, at) => roots[at]! * (distance[i]! / bandwidth) ** k);
  const columns = Array.from({ length: degree + 1 }, (_, k) => power(k));
  const fit = leastSquares({ columns, outcome: Float64Array.from(rows, (i, at) => roots[at]! * outcome[i]!) });
  if (fit.aliased.length > 0) return null;
  return {
    atCutoff: fit.coefficients[0]!,
    variance: coefficientCovariance(fit, columns, degree === 1 ? "hc1" : "hc3")[0]!,
    rows: rows.length,
  };
}

/**
 * The bandwidth that is best for a local line with triangular weights, by mean squared error at the cutoff: curvature on both sides and the
 * scatter at the cutoff, with the regularization that keeps it finite. Null where a pilot regression has no answer.
 * @see Imbens and Kalyanaraman (2012), Review of Economic Studies 79, 933–959, §4.2
 */
export function optimalBandwidth({ distance, outcome }: RunningData): number | null {
  const n = distance.length;
  const pilot = 1.84 * deviation(distance) * n ** -0.2;
  const near = (side: 1 | -1) =>
    [...distance.keys()].filter(
      (i) => Math.abs(distance[i]!) <= pilot && (side === 1 ? distance[i]! >= 0 : distance[i]! < 0),
    );
  const [below, above] = [near(-1), near(1)];
  if (below.length < 3 || above.length < 3) return null;
  const density = (below.length + above.length) / (2 * n * pilot);
  const scatter = [below, above].map((rows) => deviation(Float64Array.from(rows, (i) => outcome[i]!)) ** 2);
  const cubic = polynomial(distance, outcome, [...distance.keys()], 3, true);
  if (cubic === null) return null;
  const third = 6 * cubic[3]!;
  const parts = ([-1, 1] as const).map((side, s) => {
    const rows = [...distance.keys()].filter((i) => (side === 1 ? distance[i]! >= 0 : distance[i]! < 0));
    const width =
      3.56 *
      (scatter[s]! / (density * Math.max(third * third, 0.01 * scatter[s]!))) ** (1 / 7) *
      rows.length ** (-1 / 7);
    const within = rows.filter((i) => Math.abs(distance[i]!) <= width);
    const quadratic = within.length < 6 ? null : polynomial(distance, outcome, within, 2, false);
    if (quadratic === null) return null;
    return { curvature: 2 * quadratic[2]!, regularization: (2160 * scatter[s]!) / (within.length * width ** 4) };
  });
  const [left, right] = parts;
  if (!left || !right) return null;
  const bias = (right.curvature - left.curvature) ** 2 + left.regularization + right.regularization;
  return 3.4375 * ((scatter[0]! + scatter[1]!) / (density * bias)) ** 0.2 * n ** -0.2;
}

function polynomial(
  distance: Float64Array,
  outcome: Float64Array,
  rows: readonly number[],
  degree: number,
  jumps: boolean,
) {
  const columns = [
    constantColumn(rows.length),
    ...Array.from({ length: degree }, (_, k) => Float64Array.from(rows, (i) => distance[i]! ** (k + 1))),
    ...(jumps ? [Float64Array.from(rows, (i) => (distance[i]! >= 0 ? 1 : 0))] : []),
  ];
  const fit = leastSquares({ columns, outcome: Float64Array.from(rows, (i) => outcome[i]!) });
  return fit.aliased.length > 0 ? null : fit.coefficients;
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
