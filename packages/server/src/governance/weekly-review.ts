import type { MetricComparison, TacticReport } from "@attune/model/report";
import type { Review, TacticVerdict } from "@attune/model/review";
import type { Playbook } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { againstTarget } from "../playbook/against-target.ts";
import { shortGoalComparison } from "../playbook/goal-comparison.ts";

/** Wrong verdicts of the kind "it works" or "it harms", over all tactics together. */
const alpha = 0.05;
/** Fewer people on either side say too little to change anything by. */
const fewestPeople = 100;
/** Who holds out no more has given it to nearly everybody. */
const smallHoldout = 0.1;

/**
 * A verdict for every tactic and journey. What works and what harms is told on revenue per visitor by Holm's procedure over all of them, so that many
 * tactics make no winner by chance. A tactic that has reached a goal of another kind, and of which that is not shown yet, is left to run. One look a week repeats the question: a verdict that counts is that of the day set in the goal.
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function weeklyReview(playbook: Playbook, reports: readonly TacticReport[], now: number): Review {
  const judged = reports.map((report) => ({ report, metric: report.metrics.find(({ unit }) => unit === "currency") }));
  const adjusted = holm(judged.map(({ metric }) => pValueOf(metric)));
  return {
    schema: "attune.review/1",
    computedAt: new Date(now).toISOString(),
    verdicts: judged.map(({ report, metric }, i) =>
      verdictOf(report, metric, adjusted[i] ?? null, holdoutOf(playbook, report), goalReached(playbook, report)),
    ),
  };
}

function verdictOf(
  report: TacticReport,
  metric: MetricComparison | undefined,
  pValue: number | null,
  holdout: number,
  reached: string | null,
): TacticVerdict {
  const { tactic, exposed, heldOut, checks = [], currency } = report;
  const told = { tacticId: tactic.id, name: tactic.name, people: exposed.people + heldOut.people, pValue };
  const broken = checks.find(({ status }) => status === "fail");
  if (broken !== undefined)
    return { ...told, verdict: "adjust", reason: `Its numbers cannot be believed: ${broken.message}` };
  if (Math.min(exposed.people, heldOut.people) < fewestPeople)
    return {
      ...told,
      verdict: "wait",
      reason: `${exposed.people} people saw it and ${heldOut.people} were held out; too few to tell.`,
    };
  if (metric === undefined || isUndetermined(metric.effect) || pValue === null)
    return {
      ...told,
      verdict: "wait",
      reason: `${reached ?? ""}What it earns is not known: ${unknownBecause(metric)}`,
    };
  const { estimate, interval } = metric.effect;
  const isAloneClear = interval[0] > 0 || interval[1] < 0;
  const ends = `${signed(interval[0])} to ${signed(interval[1])}`;
  const among = pValue >= alpha && isAloneClear ? "; among so many tactics one may look so by chance" : "";
  const effect = `${signed(estimate)} ${currency ?? ""} per visitor (${ends}${among})`;
  if (pValue >= alpha && reached !== null)
    return {
      ...told,
      verdict: "wait",
      reason: `${reached}Whether it earns is not shown: ${effect}. Leave it as it is until that is known.`,
    };
  if (pValue >= alpha)
    return {
      ...told,
      verdict: "adjust",
      reason: `Neither help nor harm is shown: ${effect}. Change what it shows or whom, or wait for more people.`,
    };
  if (estimate < 0) return { ...told, verdict: "stop", reason: `It is shown to lose: ${effect}.` };
  if (holdout > smallHoldout)
    return {
      ...told,
      verdict: "scale",
      reason: `It is shown to earn: ${effect}. Hold out fewer than ${Math.round(100 * holdout)} %.`,
    };
  return {
    ...told,
    verdict: "copy",
    reason: `It is shown to earn: ${effect}. Nearly everybody gets it: try it for another segment or channel.`,
  };
}

function unknownBecause(metric: MetricComparison | undefined): string {
  return metric !== undefined && isUndetermined(metric.effect)
    ? metric.effect.undetermined.reason
    : "nothing was measured yet.";
}

/** A sentence where the whole interval of what a tactic is to reach lies beyond its target; null where it does not, or nobody said. */
function goalReached({ tactics }: Playbook, { tactic: { id }, metrics }: TacticReport): string | null {
  const goal = tactics.find(({ tacticId }) => tacticId === id)?.goal;
  const metric = shortGoalComparison(goal, metrics);
  if (goal?.target === undefined || metric === undefined || isUndetermined(metric.lift)) return null;
  if (metric.unit === "currency" || againstTarget(goal.target, metric.lift) !== "reached") return null;
  const [low, high] = metric.lift.interval;
  const ends = [low, high].map((end) => (end === null ? "no end" : percent(end))).join(" to ");
  return `Its goal is reached: ${percent(metric.lift.estimate)} ${metric.name} (${ends}), of ${percent(goal.target)}. `;
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}

function holdoutOf({ tactics, journeys = [] }: Playbook, { tactic: { id } }: TacticReport): number {
  return (
    tactics.find(({ tacticId }) => tacticId === id)?.holdout ??
    journeys.find(({ journeyId }) => id.endsWith(journeyId))?.holdout ??
    0
  );
}

function pValueOf(metric: MetricComparison | undefined): number | null {
  return metric === undefined || isUndetermined(metric.effect) ? null : metric.effect.pValue;
}

/** Adjusted p-values in the order given; what has none is left out of the count. */
function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const known = pValues.flatMap((pValue, i) => (pValue === null ? [] : [{ pValue, i }]));
  known.sort((a, b) => a.pValue - b.pValue);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let least = 0;
  for (const [rank, { pValue, i }] of known.entries()) {
    least = Math.max(least, Math.min(1, (known.length - rank) * pValue));
    adjusted[i] = least;
  }
  return adjusted;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
