import type { Engine } from "@attune/engine/runtime/engine";
import type { ExperimentEffect, ExperimentLift } from "@attune/model/experiment-report";
import type { Effect, Lift, MetricComparison, TacticReport } from "@attune/model/report";
import type { Tactic } from "@attune/model/tactic";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { tacticMetric } from "../report/effect-experiment.ts";

/** What a tactic did to the metric of its goal. */
export type GoalComparison = Pick<MetricComparison, "name" | "lift" | "effect">;

/** What a goal names where it names no metric. */
const usualMetric = "conversion-rate";

/** The metrics of the short report, by the ids that goals name. */
const shortNames: Readonly<Record<string, string>> = {
  "conversion-rate": "conversion rate",
  "revenue-per-visitor": "revenue per visitor",
  "average-order-value": "average order value, net of refunds",
};

/** From the short report where that has the metric of the goal, else from that metric alone. Undetermined where neither knows it. */
export async function goalComparison(
  engine: Engine,
  { tacticId, goal }: Tactic,
  { metrics }: TacticReport,
  now: number,
): Promise<GoalComparison | Undetermined> {
  const metricId = goal?.metricId ?? usualMetric;
  const short = shortGoalComparison(goal, metrics);
  if (short !== undefined) return short;
  try {
    const { report } = await tacticMetric(engine, tacticId, metricId, now);
    const [metric] = report.metrics;
    const everyone = metric?.comparisons.find(({ segment }) => segment === undefined);
    if (metric === undefined || everyone === undefined)
      return undetermined("nothing-measured", `${metricId} was not measured.`);
    return { name: metric.name, effect: plainEffect(everyone.effect), lift: plainLift(everyone.lift) };
  } catch (error) {
    return undetermined("nothing-measured", (error as Error).message);
  }
}

/** The metric of a goal where the short report has it. */
export function shortGoalComparison(
  goal: Tactic["goal"],
  metrics: TacticReport["metrics"],
): MetricComparison | undefined {
  return metrics.find(({ name }) => name === shortNames[goal?.metricId ?? usualMetric]);
}

function plainEffect(effect: ExperimentEffect | Undetermined): Effect | Undetermined {
  if (isUndetermined(effect)) return effect;
  const { estimate, standardError, interval, pValue } = effect;
  const [low, high] = interval;
  if (low === null || high === null) return undetermined("one-sided", "The effect is bounded on one side only.");
  return { estimate, standardError, interval: [low, high], pValue };
}

function plainLift(lift: ExperimentLift | Undetermined): Lift | Undetermined {
  if (isUndetermined(lift)) return lift;
  const { estimate, interval, method } = lift;
  return { estimate, interval, method };
}
