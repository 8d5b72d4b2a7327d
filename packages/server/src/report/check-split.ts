import { binomialCdf, binomialSurvival } from "@attune/math/distribution/binomial";
import type { ReportCheck } from "@attune/model/report";
import type { GroupSums } from "./compare-groups.ts";

/** What share of people was to be held out. */
export type PlannedSplit = {
  /** As the playbook says now; it counts while nobody has been held out, and the logged propensity from then on. */
  declared: number;
} & (
  | {
      /** What the logged propensity of the held-out is a share of: everyone, or only the two groups that are compared. */
      plan: "of everyone" | "of both groups";
    }
  | {
      /** Of everyone but the share that is held out of everything: where the logged propensity of the others is that of one variant of several. */
      plan: "of the rest";
      heldOutOfAll: number;
    }
);

/** Alert level of a sample-ratio check: one that cries often is not read. @see docs/methods/sample-ratio.md */
const alert = 0.001;
/** Propensities are products of shares: equal ones may differ in their last digits. */
const sameShare = 1e-9;

/**
 * Whether as many people are held out as planned, by the exact binomial test (twice the smaller tail), which for large groups is
 * measure's chi-square. Nothing where nobody is there, or nobody was to be held out and nobody was.
 * @see Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD
 */
export function checkSplit(treated: GroupSums, control: GroupSums, planned: PlannedSplit): ReportCheck[] {
  const total = treated.people + control.people;
  const isSplit = planned.declared > 0 || control.people > 0;
  if (total === 0 || !isSplit) return [];
  const [share, otherShare] = plannedShares(treated, control, planned);
  if (Math.abs(share - otherShare) > sameShare) return [shareChanged(share, otherShare)];
  const pValue = exactP(control.people, total, share);
  const fails = pValue < alert;
  const seen = `${percent(control.people / total)} of people are held out where ${percent(share)} were planned`;
  return [
    {
      id: "sample-ratio",
      status: fails ? "fail" : "pass",
      pValue,
      message: fails
        ? `${seen}; chance does that less than once in a thousand. Assignment, logging or filtering is broken, and the effects cannot be trusted.`
        : `${seen}: as chance would have it.`,
    },
  ];
}

/** The shares that were planned at different times, as far as the logged propensities tell: two equal ones where nothing changed. */
export function plannedShares(treated: GroupSums, control: GroupSums, planned: PlannedSplit): [number, number] {
  const { declared } = planned;
  if (control.propensities === null) return [declared, declared];
  const [least, most] = control.propensities;
  if (planned.plan === "of the rest") return [least / (1 - planned.heldOutOfAll), most / (1 - planned.heldOutOfAll)];
  if (planned.plan === "of everyone") return [Math.min(least, declared), Math.max(most, declared)];
  if (treated.propensities === null) return [declared, declared];
  // Least with least: a change of the global holdout alone scales both and changes no share.
  const [leastExposed, mostExposed] = treated.propensities;
  return [least / (least + leastExposed), most / (most + mostExposed)];
}

/** People of another time are held out more often: the groups differ by when they came, whatever the tactic does. */
function shareChanged(one: number, other: number): ReportCheck {
  return {
    id: "sample-ratio",
    status: "warn",
    pValue: null,
    message: `The share to be held out changed while this ran (${percent(one)}, ${percent(other)}), so the groups also differ by when people came, and the split cannot be checked against one plan.`,
  };
}

function exactP(heldOut: number, total: number, share: number): number {
  const atMost = binomialCdf(heldOut, total, share);
  const atLeast = binomialSurvival(heldOut - 1, total, share);
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
