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
  const statistic = cochran(effects);
  const degreesOfFreedom = effects.length - 1;
  return {
    statistic,
    degreesOfFreedom,
    pValue: Math.exp(logChiSquareSurvival(statistic, degreesOfFreedom)),
    shrunk: shrink(effects, normalUpperQuantile(alpha / 2)),
  };
}

/** Cochran's Q: squared distances from the precision-weighted mean. */
function cochran(effects: readonly SegmentEffect[]): number {
  let total = 0;
  let weighted = 0;
  for (const { estimate, standardError } of effects) {
    total += standardError ** -2;
    weighted += estimate * standardError ** -2;
  }
  const centre = weighted / total;
  return effects.reduce((sum, { estimate, standardError }) => sum + ((estimate - centre) / standardError) ** 2, 0);
}

const { nodes, weights } = gaussLegendre(SPREAD_NODES);
/** τ²/v at each node: √B uniform on (0, 1), B the share by which a typical effect is drawn to the centre, so τ² = v·(1 − B)/B. */
const spreads = nodes.map((node) => {
  const shrinkage = ((1 + node) / 2) ** 2;
  return (1 - shrinkage) / shrinkage;
});

/** Means and deviations of the true effects, mixed over the spread. Plain loops: a large report does this four thousand times. */
function shrink(effects: readonly SegmentEffect[], z: number): Heterogeneity["shrunk"] {
  const size = effects.length;
  const noises = effects.map(({ standardError }) => standardError * standardError);
  const typical = size / noises.reduce((sum, noise) => sum + 1 / noise, 0);
  const centres: number[] = [];
  const precisions: number[] = [];
  const logLikelihoods: number[] = [];
  let best = -Infinity;
  for (let node = 0; node < SPREAD_NODES; node++) {
    const spread = typical * spreads[node]!;
    let total = 0;
    let weighted = 0;
    let logDeterminant = 0;
    for (let i = 0; i < size; i++) {
      const weight = 1 / (noises[i]! + spread);
      total += weight;
      weighted += weight * effects[i]!.estimate;
      logDeterminant -= Math.log(weight);
    }
    const centre = weighted / total;
    let distance = 0;
    for (let i = 0; i < size; i++) distance += (effects[i]!.estimate - centre) ** 2 / (noises[i]! + spread);
    // The centre is integrated out with a flat prior.
    const logLikelihood = -0.5 * (logDeterminant + Math.log(total) + distance);
    centres.push(centre);
    precisions.push(total);
    logLikelihoods.push(logLikelihood);
    if (logLikelihood > best) best = logLikelihood;
  }
  let mass = 0;
  const masses = logLikelihoods.map((logLikelihood, node) => {
    const value = weights[node]! * Math.exp(logLikelihood - best);
    mass += value;
    return value;
  });
  return effects.map(({ estimate }, i) => {
    let mean = 0;
    let square = 0;
    for (let node = 0; node < SPREAD_NODES; node++) {
      const spread = typical * spreads[node]!;
      const keep = spread / (spread + noises[i]!);
      // Deviations are taken from the raw estimate, so that large effects with small errors keep their digits.
      const deviation = (1 - keep) * (centres[node]! - estimate);
      const share = masses[node]! / mass;
      mean += share * deviation;
      square += share * (keep * noises[i]! + (1 - keep) ** 2 / precisions[node]! + deviation * deviation);
    }
    const standardError = Math.sqrt(square - mean * mean);
    const shrunk = estimate + mean;
    return { estimate: shrunk, standardError, interval: [shrunk - z * standardError, shrunk + z * standardError] };
  });
}
