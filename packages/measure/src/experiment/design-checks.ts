import { logChiSquareSurvival } from "@attune/math/distribution/chi-square";
import type { ExperimentCheck, MetricReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { checkSampleRatio } from "./experiment-checks.ts";

/** Fewer than these in a variant, and a variance over clusters is rough. @see Cameron, Gelbach, Miller (2008), REStat 90, 414–427 */
const ENOUGH_CLUSTERS = 20;
/** Above this share of clusters in two variants, no clusters were randomized. */
const MIXED_ALERT = 0.05;
const CELLS_ALERT = 0.001;
const INTERACTION_ALERT = 0.05;

/** The clusters of an experiment that randomized them. */
export interface ClusterDesign {
  column: string;
  /** Per variant; a cluster with units of two variants counts in both. */
  counts: readonly number[];
  /** Clusters with units of several variants. */
  mixed: number;
  /** All of them, each once. */
  total: number;
}

/** Whether clusters were randomized as a whole, and whether there are enough of them for their variance to be believed. */
export function checkClusters(
  { column, counts, mixed, total }: ClusterDesign,
  ids: readonly string[],
): ExperimentCheck {
  const fewest = Math.min(...counts);
  const status = mixed > MIXED_ALERT * total ? "fail" : mixed > 0 || fewest < ENOUGH_CLUSTERS ? "warn" : "pass";
  const seen = counts.map((count, i) => `${ids[i]} ${count}`).join(", ");
  const faults = [
    mixed === 0
      ? ""
      : ` ${mixed} of ${total} hold units of several variants: they were not randomized as a whole, and what such a cluster has in common is counted twice.`,
    fewest < ENOUGH_CLUSTERS
      ? ` With fewer than ${ENOUGH_CLUSTERS} in a variant the variance over clusters is rough, and intervals may be too narrow.`
      : "",
  ];
  return {
    id: "clusters",
    status,
    statistic: fewest,
    pValue: null,
    message: `Clusters of ${column}: ${seen}; every interval counts clusters, not units.${faults.join("")}`,
  };
}

/** With a trigger the split of everyone is checked as well: where that is right and the triggered's is not, the variants trigger unlike. */
export function checkSplitOfEveryone(units: readonly number[], split: readonly number[]): ExperimentCheck {
  const { message, ...check } = checkSampleRatio(units, split);
  return { ...check, id: "sample-ratio-everyone", message: `Everyone, triggered or not: ${message}` };
}

/** Whether every metric could be weighted to the strata. */
export function checkStrata(column: string, metrics: readonly MetricReport[]): ExperimentCheck {
  const without = metrics.filter(({ comparisons }) =>
    comparisons.some(
      ({ segment, effect, unadjusted }) => segment === undefined && !isUndetermined(effect) && unadjusted === undefined,
    ),
  );
  return {
    id: "strata",
    status: without.length === 0 ? "pass" : "warn",
    statistic: without.length,
    pValue: null,
    message:
      without.length === 0
        ? `Both variants are weighted to everyone's mix of ${column}.`
        : `Not weighted to the mix of ${column}, because it has too few units or the metric is a quantile: ${without.map(({ name }) => name).join(", ")}.`,
  };
}

/** Whether two factors were drawn independently of each other: chi-square of the four cells, counts [neither, first, second, both]. */
export function checkFactorsIndependent(counts: readonly [number, number, number, number]): ExperimentCheck {
  const [neither, first, second, both] = counts;
  const margins = (neither + first) * (second + both) * (neither + second) * (first + both);
  const total = neither + first + second + both;
  const statistic = margins === 0 ? 0 : (total * (neither * both - first * second) ** 2) / margins;
  const pValue = Math.exp(logChiSquareSurvival(statistic, 1));
  const fails = pValue < CELLS_ALERT;
  return {
    id: "factors-independent",
    status: fails ? "fail" : "pass",
    statistic,
    pValue,
    message: fails
      ? `The two changes were not given independently of each other (${counts.join(", ")} with neither, the first, the second, both), so neither can be told apart from the other.`
      : "The two changes were given independently of each other.",
  };
}

/** Whether the two changes touch each other in the first metric; then a main effect is an average that nobody gets. */
export function checkInteraction(primary: MetricReport | undefined): ExperimentCheck | null {
  const factorial = primary?.factorial;
  if (factorial === undefined || isUndetermined(factorial)) return null;
  const { estimate, standardError, pValue } = factorial.interaction;
  const warns = pValue < INTERACTION_ALERT;
  return {
    id: "interaction",
    status: warns ? "warn" : "pass",
    statistic: estimate / standardError,
    pValue,
    message: warns
      ? `${factorial.variant} and ${factorial.other} change each other's effect on ${primary!.name}: read the four groups, not the averages.`
      : `No sign that ${factorial.variant} and ${factorial.other} change each other's effect on ${primary!.name}; only interactions larger than about ${Number((2.8 * standardError).toPrecision(2))} would be found four times out of five.`,
  };
}
