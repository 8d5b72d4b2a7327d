import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** What a regression says without and with the controls. */
export interface ControlledPair {
  /** Treatment coefficient and R² with the constant alone, then with the controls. */
  shortEstimate: number;
  shortR2: number;
  longEstimate: number;
  longR2: number;
  outcomeVariance: number;
  treatmentVariance: number;
  /** Variance of the treatment that the controls do not explain. */
  residualTreatmentVariance: number;
}

/**
 * Oster's δ: how much stronger than the measured controls the unmeasured ones must select into treatment to make the effect 0, when all
 * together would explain `maxR2` (by default 1.3 times what the measured ones do, at most 1). Above 1 is taken as robust.
 * @see Oster (2019), JBES 37, 187–204, proposition 3 (as in `psacalc`); docs/methods/sensitivity.md
 */
export function osterDelta(pair: ControlledPair, maxR2 = Math.min(1, 1.3 * pair.longR2)): number | Undetermined {
  const { shortEstimate, longEstimate, residualTreatmentVariance: tau, treatmentVariance: sigma } = pair;
  const moved = shortEstimate - longEstimate;
  const beta = longEstimate;
  const y = pair.outcomeVariance;
  const cubic = beta ** 3 * (tau * sigma - tau * tau);
  const square = beta * beta * tau * moved * sigma;
  const numerator =
    beta * (pair.longR2 - pair.shortR2) * y * tau + beta * sigma * tau * moved * moved + 2 * square + cubic;
  const rest = (maxR2 - pair.longR2) * y;
  const denominator = rest * moved * sigma + beta * rest * (sigma - tau) + square + cubic;
  if (denominator === 0 || !Number.isFinite(numerator / denominator)) {
    return undetermined(
      "controls-move-nothing",
      "The controls move neither the estimate nor the fit, so they say nothing about others.",
    );
  }
  return numerator / denominator;
}
