import { normalSurvival } from "@attune/math/distribution/normal";
import { rootBetween } from "@attune/math/root-between";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/**
 * The largest one-sided p of Wilcoxon's signed-rank test on pair differences, when hidden bias can make one of a pair `gamma` times as
 * likely to be treated as the other (odds, ≥ 1). Zero differences are left out, ties share their ranks; normal approximation.
 * @see Rosenbaum (2002), Observational Studies, 2nd ed., §4.3.3; docs/methods/sensitivity.md
 */
export function rosenbaumP(differences: readonly number[], gamma: number): number {
  const ranked = signedRanks(differences);
  const chance = gamma / (1 + gamma);
  let positive = 0;
  let total = 0;
  let squares = 0;
  for (const { rank, isPositive } of ranked) {
    if (isPositive) positive += rank;
    total += rank;
    squares += rank * rank;
  }
  return normalSurvival((positive - chance * total) / Math.sqrt(chance * (1 - chance) * squares));
}

/**
 * The hidden bias Γ at which the pairs stop being significant (one-sided 5 %, in the direction of the effect); 1 where they are not even
 * without. Undetermined without a difference that is not zero.
 */
export function rosenbaumGamma(differences: readonly number[]): number | Undetermined {
  const directed = directionOf(differences) < 0 ? differences.map((value) => -value) : differences;
  if (directed.every((value) => value === 0)) return undetermined("no-differences", "All pairs are equal.");
  if (rosenbaumP(directed, 1) >= 0.05) return 1;
  if (rosenbaumP(directed, 1e6) < 0.05) return undetermined("no-contrary-pair", "No pair points the other way.");
  return rootBetween((gamma) => rosenbaumP(directed, gamma) - 0.05, 1, 1e6, 1e-10);
}

function directionOf(differences: readonly number[]): number {
  let sum = 0;
  for (const { rank, isPositive } of signedRanks(differences)) sum += isPositive ? rank : -rank;
  return sum;
}

function signedRanks(differences: readonly number[]): { rank: number; isPositive: boolean }[] {
  const sorted = differences.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranked: { rank: number; isPositive: boolean }[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && Math.abs(sorted[to]!) === Math.abs(sorted[from]!)) to += 1;
    for (let i = from; i < to; i++) ranked.push({ rank: (from + 1 + to) / 2, isPositive: sorted[i]! > 0 });
    from = to;
  }
  return ranked;
}
