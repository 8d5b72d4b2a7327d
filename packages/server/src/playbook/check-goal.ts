import { powerPlan } from "@attune/measure/experiment/power-plan";
import { kindOfMetric } from "@attune/measure/metric/metric-sums";
import type { Goal } from "@attune/model/goal";
import type { Measure, Metric } from "@attune/model/metric";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Tactic } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { warning } from "./finding.ts";
import type { PlaybookFacts } from "./playbook-facts.ts";

const dayMs = 24 * 3_600_000;
/** A metric that begins so late asks who came back. */
const retentionDays = 7;
const revenueEvents = /^(Order|Subscription|Payment|Invoice|Trial Converted)/;

/** Whether a tactic says what it is to reach, by when, from where; and whether the traffic can tell. */
export function checkGoal(
  tactic: Tactic,
  metrics: ReadonlyMap<string, Metric>,
  facts: PlaybookFacts,
  now: number,
): PlaybookFinding[] {
  const { tacticId, goal } = tactic;
  const path = `tactics.${tacticId}.goal`;
  if (goal === undefined)
    return [warning("no-goal", path, "It says neither by which metric it succeeds nor what it is to reach.")];
  const metric = metrics.get(goal.metricId)!;
  const findings: PlaybookFinding[] = [];
  const missing = missingEvents(metric, facts.eventNames);
  if (missing !== null) {
    const message = `The metric ${goal.metricId} counts ${missing}, and nothing of that came in for 90 days.`;
    findings.push({
      severity: "error",
      code: "metric-without-events",
      path: `${path}.metric`,
      message,
      acceptable: true,
    });
  }
  if (isVanity(metric)) {
    const message = `${metric.name} is a vanity metric: tied neither to revenue nor to coming back. Keep it as a second one.`;
    findings.push(warning("vanity-metric", `${path}.metric`, message));
  }
  if (goal.target === undefined) findings.push(warning("no-target", `${path}.target`, "How much is it to change?"));
  if (goal.byAt === undefined) findings.push(warning("no-date", `${path}.by`, "By when is it to be known?"));
  else if (goal.byAt <= now)
    findings.push(warning("date-passed", `${path}.by`, "The day it was to be known by is over."));
  const before = facts.metrics.get(tacticId)?.value;
  if (goal.baseline === undefined && (before === undefined || isUndetermined(before))) {
    const why = before === undefined ? "" : ` ${before.undetermined.reason}`;
    findings.push(warning("no-baseline", `${path}.baseline`, `There is no baseline before the launch.${why}`));
  }
  return [...findings, ...checkTraffic(tactic, goal, metric, facts, now)];
}

function missingEvents({ numerator, denominator }: Metric, seen: ReadonlySet<string> | null): string | null {
  if (seen === null) return null;
  const isSeen = ({ events, aggregation }: Measure) =>
    aggregation === "absent" || events.some((name) => name === "*" || seen.has(name));
  const blind = [numerator, ...(denominator === undefined ? [] : [denominator])].find((measure) => !isSeen(measure));
  return blind === undefined ? null : blind.events.join(", ");
}

function isVanity({ numerator, denominator, afterDays }: Metric): boolean {
  if (afterDays >= retentionDays) return false;
  const isRevenue = ({ aggregation, events }: Measure) =>
    aggregation === "amount" ||
    aggregation === "days" ||
    aggregation === "visits" ||
    events.some((name) => revenueEvents.test(name));
  return !isRevenue(numerator) && !(denominator !== undefined && isRevenue(denominator));
}

/** Whether the people who come by until the date are enough to find the target with a chance of 80 %. */
function checkTraffic(
  tactic: Tactic,
  goal: Goal,
  metric: Metric,
  facts: PlaybookFacts,
  now: number,
): PlaybookFinding[] {
  const { tacticId, holdout, windowDays } = tactic;
  const before = facts.metrics.get(tacticId);
  const value = goal.baseline ?? before?.value;
  const perDay = facts.peoplePerDay.get(tacticId) ?? 0;
  const kind = kindOfMetric(metric);
  const isUnknown = value === undefined || isUndetermined(value) || value === 0 || goal.target === undefined;
  if (isUnknown || goal.byAt === undefined || goal.byAt <= now || holdout === 0 || holdout === 1 || kind === "ratio")
    return [];
  const standardDeviation = before?.standardDeviation;
  if (kind === "mean" && (standardDeviation === undefined || standardDeviation === 0)) return [];
  const path = `tactics.${tacticId}.goal.by`;
  const days = Math.floor((goal.byAt - now) / dayMs) - windowDays;
  const effect = goal.target! * value;
  if (perDay === 0) return [warning("no-traffic", path, "Nobody of those who came in the last 30 days would get it.")];
  if (days < 1)
    return [warning("too-little-time", path, `Outcomes count for ${windowDays} days, which do not pass until then.`)];
  if (kind === "proportion" && (value + effect <= 0 || value + effect >= 1)) return [];
  const question = {
    kind,
    baseline: value,
    ratio: (1 - holdout) / holdout,
    dailyVisitors: perDay,
    ...(standardDeviation === undefined ? {} : { standardDeviation }),
  };
  const needed = powerPlan({ ...question, effect });
  if (needed.days !== undefined && needed.days <= days) return [];
  const people = Math.round(perDay).toLocaleString("en");
  const message = `About ${people} people a day get it, ${percent(holdout)} held out: to find a change of ${percent(goal.target!)} takes ${needed.units.total.toLocaleString("en")} people, ${needed.days?.toLocaleString("en") ?? "many"} days, and ${days} are left. Give it more time, a greater holdout, or a nearer metric.`;
  return [warning("too-little-traffic", path, message)];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
