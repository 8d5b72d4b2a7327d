import type { MetricComparison, TacticReport } from "@attune/model/report";
import type { Review, TacticVerdict } from "@attune/model/review";
import type { Playbook } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";

/** Wrong verdicts of the kind "it works" or "it harms", over all tactics together. */
const alpha = 0.05;
/** Fewer people on either side say too little to change anything by. */
const fewestPeople = 100;
/** Who holds out no more has given it to nearly everybody. */
const smallHoldout = 0.1;

/**
 * A verdict for every tactic and journey. What works and what harms is told on revenue per visitor by Holm's procedure over all of them, so that many
 * tactics make no winner by chance. One look a week repeats the question: a verdict that counts is that of the day set in the goal.
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function weeklyReview(playbook: Playbook, reports: readonly TacticReport[], now: number): Review {
  const judged = reports.map((report) => ({ report, metric: report.metrics.find(({ unit }) => unit === "currency") }));
  const adjusted = holm(judged.map(({ metric }) => pValueOf(metric)));
  return {
    schema: "attune.review/1",
    computedAt: new Date(now).toISOString(),
    verdicts: judged.map(({ report, metric }, i) =>
      verdictOf(report, metric, adjusted[i] ?? null, holdoutOf(playbook, report)),
    ),
  };
}

function verdictOf(
  report: TacticReport,
  metric: MetricComparison | undefined,
  pValue: number | null,
  holdout: number,
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
    return { ...told, verdict: "wait", reason: "Its effect cannot be computed yet." };
  const { estimate, interval } = metric.effect;
  const effect = `${signed(estimate)} ${currency ?? ""} per visitor (${signed(interval[0])} to ${signed(interval[1])})`;
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
