import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import type { Refutation } from "@attune/model/effect-study";
import { short } from "../observational/short-number.ts";

/** An attack that gives a p-value under "the method is honest here". */
export interface RefuterTest {
  id: string;
  expected: string;
  observed: string;
  pValue: number;
  /** What it means to be found out: a broken method, or an average that hides differences. */
  onRejection: "warn" | "fail";
}

/**
 * Judges the attacks of one study together: each at 5 % over their number, so that an honest study passes all of them in 95 % of cases
 * (Bonferroni).
 */
export function judge(tests: readonly RefuterTest[]): Refutation[] {
  return tests.map(({ id, expected, observed, pValue, onRejection }) => ({
    id,
    expected,
    observed: `${observed} (p = ${short(pValue)})`,
    status: pValue < 0.05 / tests.length ? onRejection : "pass",
  }));
}

/** Several effects that should all be 0, each over its standard error: Σz² against chi-square. */
export function allZeroTest(id: string, expected: string, zScores: readonly number[]): RefuterTest {
  const sum = zScores.reduce((total, z) => total + z * z, 0);
  const mean = zScores.reduce((total, z) => total + z, 0) / zScores.length;
  return {
    id,
    expected,
    observed: `${zScores.length} placebos, mean ${short(mean)} standard errors from 0`,
    pValue: chiSquareSurvival(sum, zScores.length),
    onRejection: "fail",
  };
}

/** An estimate with its error, as far as a refuter needs it. */
export interface PlainEstimate {
  estimate: number;
  standardError: number;
}

/** Effects in two halves of the data, once per way of halving: the smallest p of their differences, times their number. */
export function equalHalvesTest(
  halves: readonly { name: string; low: PlainEstimate; high: PlainEstimate }[],
): RefuterTest | null {
  const compared = halves
    .map(({ name, low, high }) => {
      const z = (high.estimate - low.estimate) / Math.hypot(high.standardError, low.standardError);
      return { name, low, high, pValue: chiSquareSurvival(z * z, 1) };
    })
    .filter((half) => Number.isFinite(half.pValue))
    .sort((a, b) => a.pValue - b.pValue);
  const worst = compared[0];
  if (worst === undefined) return null;
  return {
    id: "subset-stability",
    expected: "the same effect in both halves of the data, split at the median of each covariate",
    observed: `most different by ${worst.name}: ${short(worst.low.estimate)} below, ${short(worst.high.estimate)} above`,
    pValue: Math.min(1, worst.pValue * compared.length),
    onRejection: "warn",
  };
}

/** A covariate of pure noise must not move the estimate: by more than half its standard error it fails. */
export function noiseCovariateRefutation(original: PlainEstimate, withNoise: PlainEstimate): Refutation {
  const moved = Math.abs(withNoise.estimate - original.estimate) / original.standardError;
  return {
    id: "random-common-cause",
    expected: "an added covariate of pure noise leaves the estimate where it is",
    observed: `it moved by ${short(moved)} standard errors`,
    status: moved <= 0.5 ? "pass" : "fail",
  };
}
