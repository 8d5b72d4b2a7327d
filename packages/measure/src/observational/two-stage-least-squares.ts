import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { fSurvival, fUpperQuantile } from "@attune/math/distribution/f";
import { type CovarianceKind, coefficientCovariance, standardErrorOf } from "@attune/math/fit/coefficient-covariance";
import { constantColumn, type LeastSquaresFit, leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";

/** One treatment, instruments that move it, controls; a constant is added. */
export interface InstrumentData {
  outcome: Float64Array;
  treatment: Float64Array;
  instruments: readonly Float64Array[];
  controls: readonly Float64Array[];
}

/** A statistic with its degrees of freedom and p-value. */
export interface TestStatistic {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
}

/** Which effects the Anderson–Rubin test does not reject: an interval, everything, two rays around a gap, or nothing. */
export type AndersonRubinSet =
  | { kind: "interval"; low: number; high: number }
  | { kind: "rays"; below: number; above: number }
  | { kind: "everything" }
  | { kind: "empty" };

export interface InstrumentFit {
  rows: number;
  /** Instruments that are not sums of the others and the controls. */
  instrumentCount: number;
  ols: { estimate: number; standardError: number; robustStandardError: number };
  twoStage: { estimate: number; standardError: number; robustStandardError: number };
  degreesOfFreedom: number;
  firstStage: {
    coefficients: number[];
    standardErrors: number[];
    f: number;
    robustF: number;
    df1: number;
    df2: number;
  };
  wuHausman: TestStatistic;
  /** Only with more instruments than one: Sargan's n·R² and Hansen's J, which allows unequal variances. */
  overidentification: { sargan: TestStatistic; hansen: TestStatistic } | null;
  andersonRubin: AndersonRubinSet;
  /** The first stage explains the treatment wholly, or not at all. */
  isIdentified: boolean;
}

/**
 * Two-stage least squares with what is needed to trust it.
 * Assumes (1) the instruments move the treatment; (2) they move the outcome through the treatment alone; (3) they are as good as random
 * given the controls; (4) for a reading as the effect on compliers, that nobody does the opposite of what the instrument says.
 * The Anderson–Rubin set keeps its coverage however weak the instruments are.
 * @see Angrist and Pischke (2009), Mostly Harmless Econometrics, ch. 4; Anderson and Rubin (1949); Sargan (1958); Hansen (1982);
 * docs/methods/instrumental-variables.md
 */
export function twoStageLeastSquares(data: InstrumentData): InstrumentFit {
  const { outcome, treatment } = data;
  const rows = outcome.length;
  const controls = [constantColumn(rows), ...data.controls];
  const exogenous = [...controls, ...data.instruments];
  const firstStage = leastSquares({ columns: exogenous, outcome: treatment });
  const instruments = firstStage.kept.filter((j) => j >= controls.length);
  const reduced = leastSquares({ columns: controls, outcome: treatment });
  const structural = [...controls, treatment];
  const at = controls.length;
  const ols = leastSquares({ columns: structural, outcome });
  const second = leastSquares({ columns: [...controls, firstStage.fitted], outcome });
  const isIdentified = second.kept.includes(at) && ols.kept.includes(at) && instruments.length > 0;
  // The residuals of the structural equation, with the treatment itself and not its prediction.
  const predicted = linearPredictor(structural, second.coefficients, rows);
  const corrected = withResiduals(
    second,
    outcome.map((y, i) => y - predicted[i]!),
  );
  const projected = [...controls, firstStage.fitted];
  const errorOf = (fit: LeastSquaresFit, columns: readonly Float64Array[], kind: CovarianceKind) =>
    standardErrorOf(fit, coefficientCovariance(fit, columns, kind), at) ?? Number.NaN;
  const df2 = firstStage.degreesOfFreedom;
  const df1 = instruments.length;
  const f = (reduced.residualSumSquares - firstStage.residualSumSquares) / df1 / (firstStage.residualSumSquares / df2);
  const classical = coefficientCovariance(firstStage, exogenous, "classical");
  return {
    rows,
    instrumentCount: df1,
    ols: {
      estimate: ols.coefficients[at]!,
      standardError: errorOf(ols, structural, "classical"),
      robustStandardError: errorOf(ols, structural, "hc1"),
    },
    twoStage: {
      estimate: second.coefficients[at]!,
      standardError: errorOf(corrected, projected, "classical"),
      robustStandardError: errorOf(corrected, projected, "hc1"),
    },
    degreesOfFreedom: corrected.degreesOfFreedom,
    firstStage: {
      coefficients: instruments.map((j) => firstStage.coefficients[j]!),
      standardErrors: instruments.map((j) => standardErrorOf(firstStage, classical, j)!),
      f,
      robustF: waldF(firstStage, coefficientCovariance(firstStage, exogenous, "hc1"), instruments),
      df1,
      df2,
    },
    wuHausman: wuHausman(structural, outcome, ols, firstStage.residuals),
    overidentification:
      df1 > 1 ? overidentification(corrected, exogenous, firstStage, projected, outcome, structural) : null,
    andersonRubin: andersonRubinSet(controls, exogenous, treatment, outcome, df1, df2),
    isIdentified,
  };
}

function withResiduals(fit: LeastSquaresFit, residuals: Float64Array): LeastSquaresFit {
  return { ...fit, residuals, residualSumSquares: squares(residuals) };
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Wald's F that the coefficients of `columns` are all zero. */
function waldF(fit: LeastSquaresFit, covariance: Float64Array, columns: readonly number[]): number {
  const size = columns.length;
  const places = columns.map((j) => fit.kept.indexOf(j));
  const block = new Float64Array(size * size);
  places.forEach((a, i) => {
    places.forEach((b, j) => {
      block[i * size + j] = covariance[a * fit.kept.length + b]!;
    });
  });
  if (!invertPositiveDefinite(block, size)) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      sum += fit.coefficients[columns[i]!]! * block[i * size + j]! * fit.coefficients[columns[j]!]!;
    }
  }
  return sum / size;
}

/** Does adding the first stage's residual to OLS explain more? Then the treatment is not as good as random given the controls. */
function wuHausman(
  structural: readonly Float64Array[],
  outcome: Float64Array,
  ols: LeastSquaresFit,
  residuals: Float64Array,
): TestStatistic {
  const augmented = leastSquares({ columns: [...structural, residuals], outcome });
  const degreesOfFreedom = augmented.degreesOfFreedom;
  const statistic =
    (ols.residualSumSquares - augmented.residualSumSquares) / (augmented.residualSumSquares / degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue: fSurvival(statistic, 1, degreesOfFreedom) };
}

function overidentification(
  corrected: LeastSquaresFit,
  exogenous: readonly Float64Array[],
  firstStage: LeastSquaresFit,
  projected: readonly Float64Array[],
  outcome: Float64Array,
  structural: readonly Float64Array[],
): { sargan: TestStatistic; hansen: TestStatistic } {
  const rows = outcome.length;
  const onInstruments = leastSquares({ columns: exogenous, outcome: corrected.residuals });
  const degreesOfFreedom = firstStage.kept.length - projected.length;
  const sargan =
    (rows * (corrected.residualSumSquares - onInstruments.residualSumSquares)) / corrected.residualSumSquares;
  const hansen = hansenJ(
    corrected.residuals,
    firstStage.kept.map((j) => exogenous[j]!),
    structural,
    outcome,
  );
  return {
    sargan: { statistic: sargan, degreesOfFreedom, pValue: chiSquareSurvival(sargan, degreesOfFreedom) },
    hansen: { statistic: hansen, degreesOfFreedom, pValue: chiSquareSurvival(hansen, degreesOfFreedom) },
  };
}

/** J of the two-step GMM estimate whose weights come from the 2SLS residuals. */
function hansenJ(
  residuals: Float64Array,
  instruments: readonly Float64Array[],
  structural: readonly Float64Array[],
  outcome: Float64Array,
): number {
  const size = instruments.length;
  const weight = crossProduct(instruments, instruments, residuals);
  if (!invertPositiveDefinite(weight, size)) return Number.NaN;
  const zx = crossProduct(instruments, structural, null);
  const zy = crossProduct(instruments, [outcome], null);
  const wide = structural.length;
  const normal = new Float64Array(wide * wide);
  const right = new Float64Array(wide);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const w = weight[a * size + b]!;
      for (let i = 0; i < wide; i++) {
        right[i]! += zx[a * wide + i]! * w * zy[b]!;
        for (let j = 0; j < wide; j++) normal[i * wide + j]! += zx[a * wide + i]! * w * zx[b * wide + j]!;
      }
    }
  }
  if (!invertPositiveDefinite(normal, wide)) return Number.NaN;
  const moment = zy.slice();
  for (let i = 0; i < wide; i++) {
    let beta = 0;
    for (let j = 0; j < wide; j++) beta += normal[i * wide + j]! * right[j]!;
    for (let a = 0; a < size; a++) moment[a]! -= zx[a * wide + i]! * beta;
  }
  return quadratic(moment, weight);
}

function quadratic(vector: Float64Array, matrix: Float64Array): number {
  const size = vector.length;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) sum += vector[i]! * matrix[i * size + j]! * vector[j]!;
  }
  return sum;
}

/** Σ_i u_i²·left_a·right_b (u = 1 where null), `[a * right.length + b]`. */
function crossProduct(
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  residuals: Float64Array | null,
): Float64Array {
  const product = new Float64Array(left.length * right.length);
  left.forEach((a, i) => {
    right.forEach((b, j) => {
      let sum = 0;
      for (let row = 0; row < a.length; row++)
        sum += (residuals === null ? 1 : residuals[row]! ** 2) * a[row]! * b[row]!;
      product[i * right.length + j] = sum;
    });
  });
  return product;
}

/**
 * The effects β for which the instruments do not explain y − β·d beyond what chance allows: with y and d cleared of the controls,
 * (P − M·c)-quadratic in β, c = F_crit·k/df [Dufour and Taamouti 2005].
 */
function andersonRubinSet(
  controls: readonly Float64Array[],
  exogenous: readonly Float64Array[],
  treatment: Float64Array,
  outcome: Float64Array,
  df1: number,
  df2: number,
): AndersonRubinSet {
  const rest = (target: Float64Array, columns: readonly Float64Array[]) =>
    leastSquares({ columns, outcome: target }).residuals;
  const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const critical = (fUpperQuantile(0.05, df1, df2) * df1) / df2;
  const [y, d] = [rest(outcome, controls), rest(treatment, controls)];
  const [ym, dm] = [rest(outcome, exogenous), rest(treatment, exogenous)];
  // (explained) − critical·(unexplained) of y − βd, as a·β² + 2b·β + c ≤ 0.
  const a = inner(d, d) - (1 + critical) * inner(dm, dm);
  const b = -(inner(y, d) - (1 + critical) * inner(ym, dm));
  const c = inner(y, y) - (1 + critical) * inner(ym, ym);
  const discriminant = b * b - a * c;
  if (discriminant <= 0) return a > 0 ? { kind: "empty" } : { kind: "everything" };
  const roots = [(-b - Math.sqrt(discriminant)) / a, (-b + Math.sqrt(discriminant)) / a].sort((p, q) => p - q);
  return a > 0
    ? { kind: "interval", low: roots[0]!, high: roots[1]! }
    : { kind: "rays", below: roots[0]!, above: roots[1]! };
}
