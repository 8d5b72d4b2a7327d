import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { gaussLegendre } from "@attune/math/gauss-legendre";

/** An effect in one segment. */
export interface SegmentEffect {
  estimate: number;
  standardError: number;
}

/** Whether segments differ, and each one's effect drawn towards the common one as far as the differences may be noise. */
export interface Heterogeneity {
  /** Cochran's Q, chi-square with segments − 1 degrees of freedom if all effects are equal. */
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
  shrunk: { estimate: number; standardError: number; interval: [number, number] }[];
}

/** Nodes over the spread: 24 give four digits. */
const SPREAD_NODES = 24;

/**
 * Tests equality of independent segment effects before any of them is shown, and shrinks them in a hierarchical model: effects are normal
 * about a common centre, the share B by which a typical one is shrunk has the prior Beta(½, 1). Because the spread is integrated over, not
 * plugged in, the intervals stay honest with few segments.
 * Assumes at least two segments with a standard error above zero.
 * @see Cochran (1954), Biometrics 10, 101–129; Daniels (1999), A prior for the variance in hierarchical models, Canadian Journal of Statistics 27, 567–578; docs/methods/heterogeneity.md
 */
export function segmentHeterogeneity(effects: readonly SegmentEffect[], alpha = 0.05): Heterogeneity {
  const { statistic } = centreAt(effects, 0);
  const degreesOfFreedom = effects.length - 1;
  return {
    statistic,
    degreesOfFreedom,
    pValue: Math.exp(logChiSquareSurvival(statistic, degreesOfFreedom)),
    shrunk: shrink(effects, normalUpperQuantile(alpha / 2)),
  };
}

/** The common centre when the true effects spread with variance τ², and how well the effects fit it. */
function centreAt(effects: readonly SegmentEffect[], spreadVariance: number) {
  let total = 0;
  let weighted = 0;
  let logDeterminant = 0;
  for (const { estimate, standardError } of effects) {
    const variance = standardError * standardError + spreadVariance;
    total += 1 / variance;
    weighted += estimate / variance;
    logDeterminant += Math.log(variance);
  }
  const centre = weighted / total;
  let statistic = 0;
  for (const { estimate, standardError } of effects) {
    statistic += (estimate - centre) ** 2 / (standardError * standardError + spreadVariance);
  }
  // The centre is integrated out with a flat prior.
  const logLikelihood = -0.5 * (logDeterminant + Math.log(total) + statistic);
  return { centre, total, statistic, logLikelihood };
}

function shrink(effects: readonly SegmentEffect[], z: number): Heterogeneity["shrunk"] {
  const typical = effects.length / effects.reduce((sum, { standardError }) => sum + standardError ** -2, 0);
  const { nodes, weights } = gaussLegendre(SPREAD_NODES);
  const points = Array.from(nodes, (node, i) => {
    // √B uniform on (0, 1), B the share by which a typical effect is drawn to the centre: τ² = v·(1 − B)/B.
    const shrinkage = ((1 + node) / 2) ** 2;
    const spreadVariance = (typical * (1 - shrinkage)) / shrinkage;
    return { ...centreAt(effects, spreadVariance), spreadVariance, weight: weights[i]! };
  });
  const best = points.reduce((most, { logLikelihood }) => Math.max(most, logLikelihood), -Infinity);
  let total = 0;
  for (const point of points) {
    point.weight *= Math.exp(point.logLikelihood - best);
    total += point.weight;
  }
  return effects.map(({ estimate, standardError }) => {
    let mean = 0;
    let square = 0;
    for (const { centre, total: precision, spreadVariance, weight } of points) {
      const noise = standardError * standardError;
      const keep = spreadVariance / (spreadVariance + noise);
      const conditional = centre + keep * (estimate - centre);
      const variance = keep * noise + (1 - keep) ** 2 / precision;
      mean += (weight / total) * conditional;
      square += (weight / total) * (variance + (conditional - estimate) ** 2);
    }
    // Deviations are taken from the raw estimate, so that large effects with small errors keep their digits.
    const deviation = Math.sqrt(square - (mean - estimate) ** 2);
    return { estimate: mean, standardError: deviation, interval: [mean - z * deviation, mean + z * deviation] };
  });
}
