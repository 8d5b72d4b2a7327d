import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import { normalUpperQuantile } from "@attune/math/distribution/normal";

/** An effect in one segment. */
export interface SegmentEffect {
  estimate: number;
  standardError: number;
}

/** Whether segments differ, and each one's effect drawn towards the common one as far as the differences are noise. */
export interface Heterogeneity {
  /** Cochran's Q, chi-square with segments − 1 degrees of freedom if all effects are equal. */
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Standard deviation of the true effects between segments (DerSimonian and Laird); 0 where the differences are what chance gives. */
  spread: number;
  shrunk: { estimate: number; standardError: number; interval: [number, number] }[];
}

/**
 * Tests equality of independent segment effects before any of them is shown, and shrinks them by empirical Bayes.
 * Assumes at least two segments with a standard error above zero.
 * @see Cochran (1954), Biometrics 10, 101–129; DerSimonian, Laird (1986), Controlled Clinical Trials 7, 177–188;
 * Efron, Morris (1975), JASA 70, 311–319; docs/methods/heterogeneity.md
 */
export function segmentHeterogeneity(effects: readonly SegmentEffect[], alpha = 0.05): Heterogeneity {
  const weights = effects.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const common = effects.reduce((sum, { estimate }, i) => sum + weights[i]! * estimate, 0) / total;
  const statistic = effects.reduce((sum, { estimate }, i) => sum + weights[i]! * (estimate - common) ** 2, 0);
  const degreesOfFreedom = effects.length - 1;
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  const variance = Math.max(0, (statistic - degreesOfFreedom) / (total - squares / total));
  const z = normalUpperQuantile(alpha / 2);
  const randomWeights = effects.map(({ standardError }) => 1 / (standardError ** 2 + variance));
  const randomTotal = randomWeights.reduce((sum, w) => sum + w, 0);
  const centre = effects.reduce((sum, { estimate }, i) => sum + randomWeights[i]! * estimate, 0) / randomTotal;
  return {
    statistic,
    degreesOfFreedom,
    pValue: Math.exp(logChiSquareSurvival(statistic, degreesOfFreedom)),
    spread: Math.sqrt(variance),
    shrunk: effects.map(({ estimate, standardError }) => {
      const keep = variance / (variance + standardError ** 2);
      // The second term is the uncertainty of the centre itself (Morris 1983).
      const shrunkVariance = keep * standardError ** 2 + (1 - keep) ** 2 / randomTotal;
      const shrunk = centre + keep * (estimate - centre);
      const half = z * Math.sqrt(shrunkVariance);
      return {
        estimate: shrunk,
        standardError: Math.sqrt(shrunkVariance),
        interval: [shrunk - half, shrunk + half] as [number, number],
      };
    }),
  };
}
