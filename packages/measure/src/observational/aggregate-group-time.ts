import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { fSurvival } from "@attune/math/distribution/f";
import { invertPositiveDefinite } from "@attune/math/linear/invert-positive-definite";
import type { Rng } from "@attune/math/rng";
import { satterthwaite } from "../experiment/pair-estimate.ts";
import type { InfluencedEffect } from "./doubly-robust-did.ts";
import { type GroupTimeEffect, type GroupTimeStudy, influenceError } from "./group-time-effects.ts";

/** An average over some cells, and what it stands for: a group, a calendar time, or periods since treatment. */
export interface AggregatedEffect extends InfluencedEffect {
  at: number;
}

export interface Aggregation {
  overall: InfluencedEffect;
  parts: AggregatedEffect[];
}

/** The average over all treated cells, each weighted by the size of its group. */
export function simpleAggregate(study: GroupTimeStudy): InfluencedEffect {
  return groupShareAverage(
    study,
    study.effects.filter((cell) => cell.time >= cell.group),
  );
}

/** By group: its average over time; overall weighted by group size. */
export function groupAggregate(study: GroupTimeStudy): Aggregation {
  const after = study.effects.filter((cell) => cell.time >= cell.group);
  const parts = keysOf(after, (cell) => cell.group).map((group) => ({
    at: group,
    ...equalAverage(after.filter((cell) => cell.group === group)),
  }));
  const overall = groupShareAverage(
    study,
    parts.map((part) => ({ ...part, group: part.at })),
  );
  return { overall, parts };
}

/** By calendar time: the average over groups treated by then, weighted by size; overall the plain mean over times. */
export function calendarAggregate(study: GroupTimeStudy): Aggregation {
  const after = study.effects.filter((cell) => cell.time >= cell.group);
  const parts = keysOf(after, (cell) => cell.time).map((time) => ({
    at: time,
    ...groupShareAverage(
      study,
      after.filter((cell) => cell.time === time),
    ),
  }));
  return { overall: equalAverage(parts), parts };
}

/** By periods since treatment, negative before it; overall the plain mean over those from 0 on. */
export function dynamicAggregate(study: GroupTimeStudy): Aggregation {
  const place = new Map(Array.from(study.periods, (period, i) => [period, i]));
  const since = (cell: GroupTimeEffect) => place.get(cell.time)! - place.get(cell.group)!;
  const parts = keysOf(study.effects, since).map((at) => ({
    at,
    ...groupShareAverage(
      study,
      study.effects.filter((cell) => since(cell) === at),
    ),
  }));
  return { overall: equalAverage(parts.filter((part) => part.at >= 0)), parts };
}

/** Wald's test of all effects before treatment, with the p that R's `did` prints and the one that groups of this size deserve. */
export interface PreTrendTest {
  statistic: number;
  degreesOfFreedom: number;
  /** By χ², as `did` has it: too small where groups are. */
  pValue: number;
  /** By Hotelling's T²: an F with the units' degrees of freedom, which holds its level with some fifty units a group, too. */
  smallSample: { f: number; denominatorDegreesOfFreedom: number; pValue: number };
}

/**
 * Wald's test that all effects before treatment are zero; null without any, where their covariance is singular, or with fewer units than
 * effects. χ² takes the covariance for known; from groups of m units it has about 2(m − 1) degrees of freedom (Satterthwaite over the
 * group and its controls, the fewest of all effects), and its variances lack the factor m/(m − 1).
 * @see Hotelling (1931), Annals of Mathematical Statistics 2, 360–378; Callaway and Sant'Anna (2021), remark 10
 */
export function preTrendTest(study: GroupTimeStudy): PreTrendTest | null {
  const before = study.effects.filter((cell) => cell.time < cell.group);
  const size = before.length;
  if (size === 0) return null;
  const corrected = before.map((cell) => unbiased(cell, study.groupOf));
  const units = Math.min(...corrected.map(({ degreesOfFreedom }) => degreesOfFreedom));
  const denominator = units - size + 1;
  const statistic = wald(before);
  const hotelling = wald(corrected);
  if (statistic === null || hotelling === null || !(denominator > 0)) return null;
  const f = (hotelling / size) * (denominator / units);
  return {
    statistic,
    degreesOfFreedom: size,
    pValue: chiSquareSurvival(statistic, size),
    smallSample: { f, denominatorDegreesOfFreedom: denominator, pValue: fSurvival(f, size, denominator) },
  };
}

/** Effects against their covariance; null where it is singular. */
function wald(effects: readonly InfluencedEffect[]): number | null {
  const size = effects.length;
  const inverse = covarianceOf(effects);
  if (!invertPositiveDefinite(inverse, size)) return null;
  let statistic = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) statistic += effects[i]!.effect * inverse[i * size + j]! * effects[j]!.effect;
  }
  return statistic;
}

/** The effect with variances over m − 1 instead of m, of its group and of its controls, and their degrees of freedom by Satterthwaite. */
function unbiased(
  { group, effect, influence, treatedUnits, controlUnits }: GroupTimeEffect,
  groupOf: Float64Array,
): InfluencedEffect & { degreesOfFreedom: number } {
  const factor = (units: number) => (units < 2 ? 1 : units / (units - 1));
  const [treatedFactor, controlFactor] = [factor(treatedUnits), factor(controlUnits)];
  let treatedVariance = 0;
  let controlVariance = 0;
  const scaled = influence.map((value, unit) => {
    const isTreated = groupOf[unit] === group;
    const wider = value * Math.sqrt(isTreated ? treatedFactor : controlFactor);
    if (isTreated) treatedVariance += wider * wider;
    else controlVariance += wider * wider;
    return wider;
  });
  return {
    effect,
    influence: scaled,
    degreesOfFreedom: satterthwaite(
      treatedVariance,
      Math.max(1, treatedUnits - 1),
      controlVariance,
      Math.max(1, controlUnits - 1),
    ),
  };
}

/**
 * The critical value of a simultaneous 95 % band: the 0.95 quantile of the largest |t| of all parts together, by 20,000 draws from the
 * normal with their estimated covariance. Never below the pointwise 1.96.
 * @see Montiel Olea and Plagborg-Møller (2019), J. Applied Econometrics 34, 1–17
 */
export function simultaneousCritical(parts: readonly InfluencedEffect[], rng: Rng): number {
  const drawn = parts.filter((part) => influenceError(part.influence) > 0);
  const size = drawn.length;
  const covariance = covarianceOf(drawn);
  const lower = semidefiniteRoot(covariance, size);
  const largest = new Float64Array(20_000);
  const z = new Float64Array(size);
  for (let draw = 0; draw < largest.length; draw++) {
    for (let i = 0; i < size; i++) z[i] = rng.normal();
    let most = 0;
    for (let i = 0; i < size; i++) {
      let value = 0;
      for (let k = 0; k <= i; k++) value += lower[i * size + k]! * z[k]!;
      most = Math.max(most, Math.abs(value) / Math.sqrt(covariance[i * size + i]!));
    }
    largest[draw] = most;
  }
  largest.sort();
  return Math.max(1.959963984540054, largest[Math.ceil(0.95 * largest.length) - 1]!);
}

/** Cov of the estimates, influence_i·influence_j/n². */
function covarianceOf(parts: readonly InfluencedEffect[]): Float64Array {
  const size = parts.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const a = parts[i]!.influence;
      const b = parts[j]!.influence;
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
      covariance[i * size + j] = sum / (a.length * a.length);
      covariance[j * size + i] = covariance[i * size + j]!;
    }
  }
  return covariance;
}

/** A lower triangular L with L·Lᵀ = A for a semidefinite A: a pivot that is zero to rounding leaves a zero column. */
function semidefiniteRoot(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]!;
    for (let k = 0; k < j; k++) pivot -= lower[j * size + k]! ** 2;
    if (!(pivot > 1e-12 * matrix[j * size + j]!)) continue;
    const root = Math.sqrt(pivot);
    for (let i = j; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = sum / root;
    }
  }
  return lower;
}

function keysOf<T>(cells: readonly T[], key: (cell: T) => number): number[] {
  return [...new Set(cells.map(key))].sort((a, b) => a - b);
}

function equalAverage(cells: readonly InfluencedEffect[]): InfluencedEffect {
  const share = 1 / cells.length;
  const influence = new Float64Array(cells[0]?.influence.length ?? 0);
  for (const cell of cells) for (let i = 0; i < influence.length; i++) influence[i]! += share * cell.influence[i]!;
  return { effect: cells.reduce((sum, cell) => sum + share * cell.effect, 0), influence };
}

/** Weighted by the groups' shares of the units; that the shares are estimated too is part of the influence. */
function groupShareAverage(
  study: GroupTimeStudy,
  cells: readonly (InfluencedEffect & { group: number })[],
): InfluencedEffect {
  const counts = new Map<number, number>();
  for (const group of study.groupOf) counts.set(group, (counts.get(group) ?? 0) + 1);
  const shares = cells.map((cell) => counts.get(cell.group)! / study.units);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const effect = cells.reduce((sum, cell, k) => sum + (shares[k]! / total) * cell.effect, 0);
  const influence = new Float64Array(study.units);
  // d(Σ p_k·a_k / Σ p_k) = Σ (1{G = g_k} − p_k)·(a_k − average)/Σ p.
  const perGroup = new Map<number, number>();
  let constant = 0;
  cells.forEach((cell, k) => {
    const pull = (cell.effect - effect) / total;
    perGroup.set(cell.group, (perGroup.get(cell.group) ?? 0) + pull);
    constant += shares[k]! * pull;
    const share = shares[k]! / total;
    for (let i = 0; i < influence.length; i++) influence[i]! += share * cell.influence[i]!;
  });
  for (let i = 0; i < influence.length; i++) influence[i]! += (perGroup.get(study.groupOf[i]!) ?? 0) - constant;
  return { effect, influence };
}
