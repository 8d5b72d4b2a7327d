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
}
