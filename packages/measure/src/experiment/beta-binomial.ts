import { betaQuantile } from "@attune/math/distribution/beta";
import { integrate } from "@attune/math/gauss-legendre";
import { logBetaDensity, regularizedBeta } from "@attune/math/special/incomplete-beta";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** Beta(a, b): a belief about a share. */
export interface BetaDistribution {
  a: number;
  b: number;
}

/** The belief after n units of which some did it; the uniform prior unless said. */
export function betaPosterior(
  { n, successes }: ProportionStatistics,
  prior: BetaDistribution = { a: 1, b: 1 },
): BetaDistribution {
  return { a: prior.a + successes, b: prior.b + n - successes };
}

/**
 * P(treated > control) of two independent beta posteriors, exact to about 1e-12: the narrower one is integrated against the other's
 * survival function over its logit.
 * @see Miller (2015), Formulas for Bayesian A/B testing, for the sums that this equals
 */
export function probabilityBeats(treated: BetaDistribution, control: BetaDistribution): number {
  const spread = ({ a, b }: BetaDistribution) => (a * b) / ((a + b) ** 2 * (a + b + 1));
  if (spread(treated) < spread(control)) return 1 - probabilityBeats(control, treated);
  // The control is the narrower: ∫ f_c(x)·P(T > x) dx.
  const { a, b } = control;
  const logit = (x: number) => Math.log(x / (1 - x));
  const low = logit(Math.max(1e-300, betaQuantile(1e-18, a, b)));
  const high = -logit(Math.max(1e-300, betaQuantile(1e-18, b, a)));
  return integrate(
    (u) => {
      const x = 1 / (1 + Math.exp(-u));
      const y = 1 / (1 + Math.exp(u));
      const density = Math.exp(logBetaDensity(x, y, a, b)) * x * y;
      return density * regularizedBeta(y, x, treated.b, treated.a);
    },
    low,
    high,
    256,
  );
}

/** E[max(0, p_c − p_t)]: the share that is lost on average by shipping the treated variant. */
export function expectedLossOfShare(treated: BetaDistribution, control: BetaDistribution): number {
  const mean = ({ a, b }: BetaDistribution) => a / (a + b);
  const plusOne = ({ a, b }: BetaDistribution) => ({ a: a + 1, b });
  // E[p_c; p_c > p_t] − E[p_t; p_c > p_t], each a probability with one success more.
  const loss =
    mean(control) * probabilityBeats(plusOne(control), treated) -
    mean(treated) * (1 - probabilityBeats(plusOne(treated), control));
  return Math.max(0, loss);
}
