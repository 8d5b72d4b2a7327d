import { differenceVariance, type PairEstimate } from "./pair-estimate.ts";

/** An interval and a p that hold at every look at once, however often one looks and whenever one stops. */
export interface AnytimeResult {
  interval: [number | null, number | null];
  pValue: number;
  logPValue: number;
}

/** At about how many units the sequence is tightest, unless said. The choice of GrowthBook. */
export const DEFAULT_TUNING = 5000;

/** The mixture's precision that makes the sequence tightest near `tuning` units. */
function mixturePrecision(alpha: number, tuning: number): number {
  return Math.sqrt((-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuning);
}

/**
 * The asymptotic confidence sequence of a difference: estimate ± se·√N·√(2(Nρ² + 1)/(Nρ)²·ln(√(Nρ² + 1)/α)), N units in all.
 * Assumes values that are close to normal from the first look on: do not look before `burnInReached`.
 * @see Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Annals of Statistics 52, 2613–2640 (arXiv 2103.06476, eq. 9);
 * docs/methods/confidence-sequence.md
 */
export function confidenceSequence(
  { estimate, standardError }: { estimate: number; standardError: number },
  units: number,
  alpha = 0.05,
  tuning = DEFAULT_TUNING,
): AnytimeResult {
  const rho = mixturePrecision(alpha, tuning);
  const factor = units * rho * rho;
  const half = standardError * criticalFactor(factor, Math.log(Math.sqrt(factor + 1) / alpha));
  const z = estimate / standardError;
  const logPValue = Math.min(0, 0.5 * Math.log(factor + 1) - (z * z * factor) / (2 * (factor + 1)));
  return { interval: [estimate - half, estimate + half], pValue: Math.exp(logPValue), logPValue };
}

/** The same as a number of standard errors, so that any interval can be widened by it (Fieller's of the lift, for one). */
export function sequentialCriticalValue(units: number, alpha = 0.05, tuning = DEFAULT_TUNING): number {
  const factor = units * mixturePrecision(alpha, tuning) ** 2;
  return criticalFactor(factor, Math.log(Math.sqrt(factor + 1) / alpha));
}

/** The one-sided sequence for "greater": lower bound and p. @see arXiv 2103.06476, proposition on one-sided sequences (eq. 161) */
export function confidenceSequenceGreater(
  { estimate, standardError }: { estimate: number; standardError: number },
  units: number,
  alpha = 0.05,
  tuning = DEFAULT_TUNING,
): AnytimeResult {
  const factor = units * mixturePrecision(2 * alpha, tuning) ** 2;
  const root = Math.sqrt(factor + 1);
  const half = standardError * criticalFactor(factor, Math.log1p(root / (2 * alpha)));
  const z = estimate / standardError;
  // Solves lower = 0 for α. Below zero nothing speaks for "greater", and p is 1.
  const growth = z <= 0 ? 0 : Math.expm1((z * z * factor) / (2 * (factor + 1)));
  const logPValue = growth === 0 ? 0 : Math.min(0, Math.log(root) - Math.log(2 * growth));
  return { interval: [estimate - half, null], pValue: Math.exp(logPValue), logPValue };
}

function criticalFactor(factor: number, logTerm: number): number {
  return Math.sqrt((2 * (factor + 1) * logTerm) / factor);
}

/** Units per arm below which the normal approximation cannot carry a sequence. */
const BURN_IN_UNITS = 100;

/** Whether a pair is past the first looks, where an asymptotic sequence has no guarantee. */
export function burnInReached(pair: PairEstimate): boolean {
  return Math.min(pair.treatedUnits, pair.controlUnits) >= BURN_IN_UNITS && differenceVariance(pair) > 0;
}
