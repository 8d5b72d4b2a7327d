import { logHypergeometricProbability } from "@attune/math/distribution/hypergeometric";
import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** What the exact test of two proportions says. */
export interface ExactTest {
  /** Two-sided, the sum over all tables at most as likely as this one. Conservative. */
  pValue: number;
  /** The same with half of the tables that are exactly as likely: close to its nominal size. @see Lancaster (1961), JASA 56, 223–234 */
  midPValue: number;
  /** Sample odds ratio, treated over control; ∞ or 0 where a cell is empty, NaN never: 1 where both rows are all-or-nothing alike. */
  oddsRatio: number;
}

/** Ties in probability are recognised up to this relative difference, as in R and scipy. */
const TIE = 1e-7;

/** Fisher's exact test with its mid-p form. Linear in the smaller margin. @see Fisher (1935), JRSS 98, 39–82 */
export function fisherExact(treated: ProportionStatistics, control: ProportionStatistics): ExactTest {
  const successes = treated.successes + control.successes;
  const failures = treated.n + control.n - successes;
  const logProbability = (k: number) => logHypergeometricProbability(k, successes, failures, treated.n);
  const observed = logProbability(treated.successes);
  let likely = 0;
  let tied = 0;
  const last = Math.min(successes, treated.n);
  for (let k = Math.max(0, treated.n - failures); k <= last; k++) {
    const logP = logProbability(k);
    if (logP > observed + TIE) continue;
    if (logP > observed - TIE) tied += Math.exp(logP);
    else likely += Math.exp(logP);
  }
  return {
    pValue: Math.min(1, likely + tied),
    midPValue: Math.min(1, likely + tied / 2),
    oddsRatio: oddsRatio(treated, control),
  };
}

function oddsRatio(treated: ProportionStatistics, control: ProportionStatistics): number {
  const top = treated.successes * (control.n - control.successes);
  const bottom = control.successes * (treated.n - treated.successes);
  return top === bottom ? 1 : top / bottom;
}
