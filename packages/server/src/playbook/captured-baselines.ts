import type { Engine } from "@attune/engine/runtime/engine";
import { businessDay } from "@attune/math/business-day";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { TacticBaseline } from "@attune/model/goal";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { dayText } from "../report/day-range.ts";
import { metricsBefore } from "./metric-before.ts";

/**
 * What the metric of every tactic with a goal was before its launch: as it was captured when the tactic first came with this metric, else
 * as the author states it, else from the store, now.
 */
export async function capturedBaselines(
  engine: Engine,
  playbook: Playbook,
  known: Readonly<Record<string, TacticBaseline>>,
  now: number,
): Promise<Record<string, TacticBaseline>> {
  const baselines: Record<string, TacticBaseline> = {};
  const missing: Array<Tactic & { goal: NonNullable<Tactic["goal"]> }> = [];
  for (const tactic of playbook.tactics) {
    const { tacticId, goal } = tactic;
    if (goal === undefined) continue;
    const { metricId, baseline } = goal;
    const present = Object.hasOwn(known, tacticId) ? known[tacticId] : undefined;
    if (baseline !== undefined)
      baselines[tacticId] = { metricId, value: baseline, from: null, to: null, capturedAt: now };
    else if (present?.metricId === metricId) baselines[tacticId] = present;
    else missing.push({ ...tactic, goal });
  }
  if (missing.length === 0) return baselines;
  const metrics = new Map(metricsWith(playbook.metrics ?? []).map((metric) => [metric.metricId, metric]));
  const asked = missing.map(({ goal, windowDays }) => ({ metric: metrics.get(goal.metricId)!, windowDays }));
  const { beginAt, values } = await metricsBefore(engine, asked, now);
  const { timeZone } = engine.business();
  const [from, to] = [dayText(businessDay(beginAt, timeZone)), dayText(businessDay(now, timeZone))];
  missing.forEach(({ tacticId, goal }, i) => {
    baselines[tacticId] = { metricId: goal.metricId, value: values[i]!.value, from, to, capturedAt: now };
  });
  return baselines;
}
