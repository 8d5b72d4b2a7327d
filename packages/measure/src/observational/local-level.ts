/** A series with regressors in a structural model: y_t = level_t + x_t·β + ε_t, level a random walk, β fixed. */
export interface LocalLevelData {
  outcome: Float64Array;
  /** `regressors[j][t]`, known after the start too. */
  regressors: readonly Float64Array[];
}

/** Gaussian beliefs about level and coefficients before the first observation. */
export interface LocalLevelPrior {
  levelMean: number;
  levelVariance: number;
  /** Prior covariance of β, `[i * k + j]`. */
  coefficientVariance: Float64Array;
}

/** Beliefs about the state (level, β) after the last observation used. */
export interface FilteredState {
  mean: Float64Array;
  variance: Float64Array;
  logLikelihood: number;
}

/**
 * Kalman filter over the first `length` observations, for given standard deviations of the noise and of the level's steps. A missing
 * observation (NaN) updates nothing. Length × (regressors + 1)².
 * @see Durbin and Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., eq. 4.24; §6.2 for the regression in the state
 */
export function filterLocalLevel(
  { outcome, regressors }: LocalLevelData,
  length: number,
  noise: number,
  levelStep: number,
  prior: LocalLevelPrior,
): FilteredState {
  const k = regressors.length;
  const size = k + 1;
  const mean = new Float64Array(size);
  mean[0] = prior.levelMean;
  const variance = new Float64Array(size * size);
  variance[0] = prior.levelVariance;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) variance[(i + 1) * size + j + 1] = prior.coefficientVariance[i * k + j]!;
  }
  const z = new Float64Array(size);
  z[0] = 1;
  const gain = new Float64Array(size);
  let logLikelihood = 0;
  for (let t = 0; t < length; t++) {
    for (let j = 0; j < k; j++) z[j + 1] = regressors[j]![t]!;
    if (t > 0) variance[0]! += levelStep * levelStep;
    if (Number.isNaN(outcome[t]!)) continue;
    let predicted = 0;
    let spread = noise * noise;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += variance[i * size + j]! * z[j]!;
      gain[i] = sum;
      predicted += z[i]! * mean[i]!;
      spread += z[i]! * sum;
    }
    const surprise = outcome[t]! - predicted;
    logLikelihood -= 0.5 * (Math.log(2 * Math.PI * spread) + (surprise * surprise) / spread);
    for (let i = 0; i < size; i++) {
      mean[i]! += (gain[i]! * surprise) / spread;
      for (let j = 0; j < size; j++) variance[i * size + j]! -= (gain[i]! * gain[j]!) / spread;
    }
  }
  return { mean, variance, logLikelihood };
}
