import type { Undetermined } from "@attune/model/undetermined";
import { type ArmEstimate, ratioArm } from "./arm-estimate.ts";

/** One variant of an experiment that randomized clusters (shops, households, days): sums over clusters. */
export interface ClusterStatistics {
  clusters: number;
  /** Units in all clusters, and Σ size². */
  units: number;
  sumSquaredSizes: number;
  /** Σ of the clusters' totals, and of their squares. */
  sum: number;
  sumSquaredTotals: number;
  /** Σ total · size. */
  totalTimesSize: number;
}

/**
 * The mean per unit when clusters were randomized: the cluster-robust variance, with clusters − 1 degrees of freedom. Units of a cluster
 * resemble each other, and a variance that forgets it is too small.
 * @see Donner, Klar (2000), Design and analysis of cluster randomization trials; Liang, Zeger (1986), Biometrika 73, 13–22
 */
export function clusterArm(s: ClusterStatistics): ArmEstimate | Undetermined {
  return ratioArm({
    n: s.clusters,
    numeratorSum: s.sum,
    numeratorSumSquares: s.sumSquaredTotals,
    denominatorSum: s.units,
    denominatorSumSquares: s.sumSquaredSizes,
    crossSum: s.totalTimesSize,
  });
}

/** How many times larger the variance is than without clusters: 1 + (size − 1)·ρ, for planning. @see Kish (1965) */
export function designEffect(clusterSize: number, intraclassCorrelation: number): number {
  return 1 + (clusterSize - 1) * intraclassCorrelation;
}
