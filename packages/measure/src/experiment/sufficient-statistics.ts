/** What a mean needs of one variant: units, Σy and Σy². These add up, so groups, days and segments can be summed before anything is tested. */
export interface MeanStatistics {
  /** Units (people, clusters), not events. */
  n: number;
  sum: number;
  sumSquares: number;
}

/** What a proportion needs: units, and how many of them did it. */
export interface ProportionStatistics {
  n: number;
  successes: number;
}

/** What a ratio of two sums needs, per unit: numerator m, denominator d. */
export interface RatioStatistics {
  n: number;
  numeratorSum: number;
  numeratorSumSquares: number;
  denominatorSum: number;
  denominatorSumSquares: number;
  /** Σ m·d */
  crossSum: number;
  /** Units with a denominator (or a numerator), where they are known: only these tell of the ratio's spread, so they set its degrees of freedom. */
  unitsWithDenominator?: number;
}

/** A mean with one covariate measured before the experiment (x): what CUPED needs. */
export interface CovariateStatistics extends MeanStatistics {
  covariateSum: number;
  covariateSumSquares: number;
  /** Σ y·x */
  crossSum: number;
}

/** A ratio metric with the same ratio before the experiment: every sum of the four, and of their products. */
export interface RatioCovariateStatistics extends RatioStatistics {
  preNumeratorSum: number;
  preNumeratorSumSquares: number;
  preDenominatorSum: number;
  preDenominatorSumSquares: number;
  /** Σ of products: numerator, denominator after; numerator, denominator before. */
  numeratorPreNumerator: number;
  numeratorPreDenominator: number;
  denominatorPreNumerator: number;
  denominatorPreDenominator: number;
  preCrossSum: number;
}

/** An outcome and k covariates: index 0 is the outcome, 1…k the covariates. */
export interface RegressionStatistics {
  n: number;
  sums: readonly number[];
  /** products[i][j] = Σ vᵢvⱼ, symmetric. */
  products: readonly (readonly number[])[];
}
