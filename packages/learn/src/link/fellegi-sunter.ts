import type { AgreementCount } from "./agreement-counts.ts";
import type { Agreement } from "./compare-people.ts";

/** Probabilities of each level of agreement on each field: of pairs that are one person (m), and of pairs that are two (u). */
export interface LinkModel {
  m: number[][];
  u: number[][];
  /** Share of all pairs that are one person. */
  matchShare: number;
}

const levels = 3;
const rounds = 50;
const settled = 1e-6;
/** Of each level, so that what was never seen is not impossible. */
const pseudoCount = 0.5;

/**
 * Learns what agreement means without labels. `u` is that of random pairs, nearly all of which are two people; `m` and the share of matches by EM
 * over the candidates, where the pairs that no blocking rule proposed count as two people. Fields are taken as independent within each kind of pair.
 * O(rounds · ways of agreeing).
 * @param candidates how often candidate pairs agree in which way
 * @param random the same of pairs drawn at random from all
 * @param allPairs number of pairs in all
 * @see Fellegi & Sunter (1969); Winkler (2000), Using the EM algorithm for weight computation; u by sampling as in Splink (Linacre et al. 2022)
 */
export function learnLinkModel(
  candidates: readonly AgreementCount[],
  random: readonly AgreementCount[],
  allPairs: number,
): LinkModel {
  const fields = (random[0] ?? candidates[0])?.agreements.length ?? 0;
  const u = shares(fields, random, ({ pairs }) => pairs);
  let model: LinkModel = {
    m: Array.from({ length: fields }, () => [0.1, 0.1, 0.8]),
    u,
    matchShare: Math.min(0.1, sumOf(candidates.map(({ pairs }) => pairs)) / Math.max(1, allPairs) / 10),
  };
  for (let round = 0; round < rounds; round++) {
    const expected = candidates.map(({ agreements, pairs }) => pairs * matchProbability(model, agreements));
    const matches = sumOf(expected);
    const next: LinkModel = {
      m: shares(fields, candidates, (_, i) => expected[i]!),
      u,
      matchShare: Math.max(1e-12, Math.min(0.5, matches / Math.max(1, allPairs))),
    };
    const moved = Math.abs(next.matchShare - model.matchShare) / model.matchShare;
    model = next;
    if (moved < settled) break;
  }
  return model;
}

/** Probability that a pair is one person, in [0, 1]. Fields that either record does not tell say nothing. */
export function matchProbability({ m, u, matchShare }: LinkModel, agreements: readonly Agreement[]): number {
  let logOdds = Math.log(matchShare / (1 - matchShare));
  for (const [field, level] of agreements.entries())
    if (level >= 0) logOdds += Math.log(m[field]![level]! / u[field]![level]!);
  return 1 / (1 + Math.exp(-logOdds));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function shares(
  fields: number,
  counts: readonly AgreementCount[],
  weightOf: (count: AgreementCount, index: number) => number,
): number[][] {
  const sums = Array.from({ length: fields }, () => new Array<number>(levels).fill(pseudoCount));
  for (const [i, count] of counts.entries()) {
    const weight = weightOf(count, i);
    for (const [field, level] of count.agreements.entries()) if (level >= 0) sums[field]![level]! += weight;
  }
  return sums.map((ofLevels) => {
    const total = sumOf(ofLevels);
    return ofLevels.map((sum) => sum / total);
  });
}
