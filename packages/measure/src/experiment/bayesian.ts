import { normalCdf, normalDensity, normalSurvival, normalUpperQuantile } from "@attune/math/distribution/normal";

/** What is believed of an effect or lift before the data: a normal distribution. */
export interface NormalPrior {
  mean: number;
  /** Of the belief, squared unit of the effect. */
  variance: number;
}

/** What the data and the prior say together. */
export interface Posterior {
  estimate: number;
  standardDeviation: number;
  /** Holds the true value with probability 1 − alpha, given the prior. */
  interval: [number, number];
  /** The chance that the treated variant is better. */
  probabilityBeats: number;
  /** What is lost on average by shipping the treated variant: E[max(0, −effect)]. */
  expectedLoss: number;
  /** What is lost on average by keeping the control: E[max(0, effect)]. */
  expectedLossOfControl: number;
}

/**
 * The normal posterior of an effect or a lift from its estimate and standard error; without a prior, the flat one.
 * Assumes an estimate that is close to normal. With a flat prior its interval is the fixed-horizon one, and peeking harms it as much.
 * @see docs/methods/bayesian.md
 */
export function normalPosterior(
  { estimate, standardError }: { estimate: number; standardError: number },
  prior?: NormalPrior,
  alpha = 0.05,
): Posterior {
  const precision = 1 / standardError ** 2;
  const priorPrecision = prior === undefined ? 0 : 1 / prior.variance;
  const variance = 1 / (precision + priorPrecision);
  const mean = variance * (precision * estimate + priorPrecision * (prior?.mean ?? 0));
  const standardDeviation = Math.sqrt(variance);
  const half = normalUpperQuantile(alpha / 2) * standardDeviation;
  const { positive, negative } = expectedParts(mean, standardDeviation);
  return {
    estimate: mean,
    standardDeviation,
    interval: [mean - half, mean + half],
    probabilityBeats: normalCdf(mean / standardDeviation),
    expectedLoss: negative,
    expectedLossOfControl: positive,
  };
}

/** E[max(0, X)] and E[max(0, −X)] of a normal: μ·Φ(μ/σ) + σ·φ(μ/σ), and the same less μ. */
export function expectedParts(mean: number, standardDeviation: number): { positive: number; negative: number } {
  const z = mean / standardDeviation;
  const density = standardDeviation * normalDensity(z);
  return {
    positive: Math.max(0, mean * normalCdf(z) + density),
    // The tail form: subtracting μ would leave rounding where the true loss is below it.
    negative: Math.max(0, density - mean * normalSurvival(z)),
  };
}
