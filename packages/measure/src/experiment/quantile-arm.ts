import { normalUpperQuantile } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ArmEstimate } from "./arm-estimate.ts";

/** A quantile of one arm with the order statistics that bound it: what a store can compute without sorting elsewhere. */
export interface QuantileStatistics {
  n: number;
  estimate: number;
  /** The quantiles at ν ∓ 1.96·√(ν(1 − ν)/n*). */
  lower: number;
  upper: number;
  /** Units for which the bounds were taken; n unless values cluster within units. */
  effectiveUnits: number;
}

const Z = 1.959963984540054;

/**
 * A quantile as a normal estimate: its variance from the distance of two order statistics.
 * Assumes a density that is smooth about the quantile; metrics with many ties (counts, zero-inflated spend) break it.
 * @see Woodruff (1952), JASA 47, 635–646; Yao, Li, Lu (2024), Experimenting on Markov decision processes, for the clustered form
 */
export function quantileArm(s: QuantileStatistics): ArmEstimate | Undetermined {
  if (!(s.n >= 2 && s.effectiveUnits >= 2)) {
    return undetermined("too-few-units", `A comparison needs at least 2 units in each variant; this one has ${s.n}.`);
  }
  if (s.upper === s.lower) {
    return undetermined(
      "tied-quantile",
      "Too many units share the quantile's value, so its uncertainty cannot be judged.",
    );
  }
  const standardError = (s.upper - s.lower) / (2 * Z);
  const unitVariance = (s.effectiveUnits / s.n) * (s.n - 1) * standardError ** 2;
  return { value: s.estimate, variance: unitVariance / s.n, degreesOfFreedom: s.n - 1, n: s.n };
}

/** The statistics of the quantile ν (0…1) from sorted values. Linear interpolation for the estimate. */
export function quantileStatistics(sorted: Float64Array, share: number): QuantileStatistics | Undetermined {
  const n = sorted.length;
  const half = normalUpperQuantile(0.025) * Math.sqrt((share * (1 - share)) / n);
  if (share - half <= 0 || share + half >= 1) {
    return undetermined("too-few-units", `${n} units are too few for the ${100 * share} % quantile.`);
  }
  const at = (p: number) => {
    const position = p * (n - 1);
    const below = Math.floor(position);
    const value = sorted[below]!;
    return value + (position - below) * ((sorted[below + 1] ?? value) - value);
  };
  return { n, estimate: at(share), lower: at(share - half), upper: at(share + half), effectiveUnits: n };
}
