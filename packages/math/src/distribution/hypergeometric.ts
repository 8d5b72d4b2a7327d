import { logBinomialProbability } from "./binomial.ts";

/**
 * log P(X = k): k successes among `draws` taken without replacement from `successes` + `failures`.
 * @see Loader (2000): a ratio of three binomial probabilities at p = draws/(successes + failures), so nothing overflows.
 */
export function logHypergeometricProbability(k: number, successes: number, failures: number, draws: number): number {
  const p = draws / (successes + failures);
  return (
    logBinomialProbability(k, successes, p) +
    logBinomialProbability(draws - k, failures, p) -
    logBinomialProbability(draws, successes + failures, p)
  );
}
