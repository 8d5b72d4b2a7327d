import type { PairedComparison } from "../evaluate/compare-paired.ts";
import type { ListChange } from "./compare-lists.ts";

export interface GateRules {
  /** A challenger may be worse by so much, in the metric compared; ≥ 0. */
  tolerance: number;
  /** Novelty may fall by so many bits, and breadth (distinct items) to such a share, before people are narrowed to their past. */
  noveltyLoss: number;
  breadthShare: number;
  /** Above such a share of changed lists the replacement is to be ramped. */
  rampAbove: number;
}

export interface GateVerdict {
  /** Whether the challenger may replace the model in service. */
  passes: boolean;
  /** True where it may, but in steps: many people would see other lists from one day to the next. */
  ramp: boolean;
  reasons: string[];
}

/** May a freshly trained model replace the one in service? `comparison` is challenger minus champion on the same cases. */
export function judgeReplacement(comparison: PairedComparison, change: ListChange, rules: GateRules): GateVerdict {
  const refusals: string[] = [];
  const { lower } = comparison.interval;
  if (lower < -rules.tolerance) {
    refusals.push(`It may be worse by ${(-lower).toFixed(4)}, and ${rules.tolerance} is allowed.`);
  }
  const lost = change.noveltyBefore - change.noveltyAfter;
  if (lost > rules.noveltyLoss) refusals.push(`What it shows is ${lost.toFixed(2)} bits less surprising.`);
  if (change.itemsAfter < rules.breadthShare * change.itemsBefore) {
    refusals.push(`It shows ${change.itemsAfter} different items where ${change.itemsBefore} were shown.`);
  }
  const ramp = change.changedShare > rules.rampAbove;
  const share = `${Math.round(100 * change.changedShare)} % of people would see other items; ${Math.round(100 * change.meanOverlap)} % of a list stays.`;
  return { passes: refusals.length === 0, ramp: refusals.length === 0 && ramp, reasons: [...refusals, share] };
}
