import { AttuneError } from "@attune/model/errors";
import type { AnytimeResult } from "./confidence-sequence.ts";

/** The mixture sequential probability ratio test of one look. */
export interface MixtureResult extends AnytimeResult {
  interval: [number, number];
  /** ln of the likelihood ratio of a normal mixture of effects over none: above ln(1/α) is evidence at level α, at any look. */
  logLikelihoodRatio: number;
}

/**
 * mSPRT: with an estimate θ̂ of variance V and effects believed to spread by τ (a standard deviation, about the size of effects worth
 * finding, set before the experiment), Λ = √(V/(V + τ²))·exp(τ²θ̂²/(2V(V + τ²))); p = 1/Λ, valid at every look (take the smallest so
 * far), and the interval holds all effects with Λ < 1/α. The same family as `confidenceSequence`, with ρ² = τ²/(N·V): that one is tuned
 * by the number of units, this one by the size of effects.
 * Assumes estimates that are normal with known variance: look from some hundred units per variant on.
 * @param effectSpread τ > 0, in the effect's unit
 * @see Johari, Koomen, Pekelis, Walsh (2022), Always valid inference, Operations Research 70, 1806–1821, eq. 7 and 14
 */
export function mixtureSprt(
  { estimate, standardError }: { estimate: number; standardError: number },
  effectSpread: number,
  alpha = 0.05,
): MixtureResult {
  if (!(effectSpread > 0 && effectSpread < Infinity)) {
    throw new AttuneError("bad-request", `The spread of effects has to be above 0, not ${effectSpread}.`, {
      path: "effectSpread",
    });
  }
  const variance = standardError ** 2;
  const mixed = variance + effectSpread ** 2;
  const logLikelihoodRatio =
    0.5 * Math.log(variance / mixed) + (effectSpread ** 2 * estimate ** 2) / (2 * variance * mixed);
  const half = Math.sqrt(
    ((2 * variance * mixed) / effectSpread ** 2) * (-Math.log(alpha) + 0.5 * Math.log(mixed / variance)),
  );
  const logPValue = Math.min(0, -logLikelihoodRatio);
  return {
    interval: [estimate - half, estimate + half],
    pValue: Math.exp(logPValue),
    logPValue,
    logLikelihoodRatio,
  };
}
