import type { Json } from "@attune/model/json";
import type { Metric } from "@attune/model/metric";
import { metricQuestion } from "./metric-question.ts";

/** Parameters of the queries about a bandit's draws: the metric is the reward, from the draw to the end of its window. */
export function drawQuestion(
  experimentId: string,
  metric: Metric,
  windowMs: number,
  nowMs: number,
): Record<string, Json> {
  const asked = metricQuestion({ ...metric, afterDays: 0 }, { tacticId: "", windowDays: 1 }, []);
  const numerator = Object.entries(asked).filter(([name]) => name.startsWith("numerator") || name === "capMicros");
  return { ...Object.fromEntries(numerator), experimentId, afterMs: 0, windowMs, nowMs };
}
