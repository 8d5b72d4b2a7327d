import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type ArmEstimate, meanArm } from "./arm-estimate.ts";
import { type PairEstimate, satterthwaite } from "./pair-estimate.ts";
import type { MeanStatistics } from "./sufficient-statistics.ts";

/** Both arms within one stratum, a group known before the experiment. */
export interface Stratum {
  treated: MeanStatistics;
  control: MeanStatistics;
}

/**
 * Each arm's mean re-weighted to the strata of everyone: what chance put unevenly into the arms is taken out. Also the right analysis of a
 * stratified design. The spread between strata is counted as sampled, so the interval is about everyone who could come.
 * Undetermined when a stratum has fewer than two units in an arm: merge small strata first.
 * @see Miratrix, Sekhon, Yu (2013), JRSS B 75, 369–396; docs/methods/post-stratification.md
 */
export function postStratifiedPair(strata: readonly Stratum[]): PairEstimate | Undetermined {
  const total = strata.reduce((sum, { treated, control }) => sum + treated.n + control.n, 0);
  const cells: { weight: number; treated: ArmEstimate; control: ArmEstimate }[] = [];
  for (const stratum of strata) {
    const treated = meanArm(stratum.treated);
    const control = meanArm(stratum.control);
    if (isUndetermined(treated) || isUndetermined(control)) {
      return undetermined("small-stratum", "A stratum has fewer than two units of a variant; merge it with another.");
    }
    cells.push({ weight: (stratum.treated.n + stratum.control.n) / total, treated, control });
  }
  const over = (f: (cell: (typeof cells)[number]) => number) => cells.reduce((sum, cell) => sum + f(cell), 0);
  const treated = over((cell) => cell.weight * cell.treated.value);
  const control = over((cell) => cell.weight * cell.control.value);
  const withinT = over((cell) => cell.weight ** 2 * cell.treated.variance);
  const withinC = over((cell) => cell.weight ** 2 * cell.control.variance);
  if (!(withinT + withinC > 0)) {
    return undetermined("zero-variance", "Every unit of both variants has the same value, so chance cannot be judged.");
  }
  const between = (f: (cell: (typeof cells)[number]) => number) => over((cell) => cell.weight * f(cell)) / total;
  return {
    treated,
    control,
    treatedVariance: withinT + between((cell) => (cell.treated.value - treated) ** 2),
    controlVariance: withinC + between((cell) => (cell.control.value - control) ** 2),
    covariance: between((cell) => (cell.treated.value - treated) * (cell.control.value - control)),
    degreesOfFreedom: satterthwaite(
      withinT,
      over((cell) => cell.treated.degreesOfFreedom),
      withinC,
      over((cell) => cell.control.degreesOfFreedom),
    ),
    treatedUnits: over((cell) => cell.treated.n),
    controlUnits: over((cell) => cell.control.n),
  };
}
