import { builtInEntries } from "@attune/measure/metric/built-in-metrics";
import type { Goal, GoalEntry } from "@attune/model/goal";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";
import { readTime } from "./read-time.ts";

/** A tactic's `goal:`. Its metric is declared in the file or built in. */
export function readGoal(entry: GoalEntry, metricIds: readonly string[], path: string): Goal {
  requireDeclared(`${path}.metric`, entry.metric, [...metricIds, ...Object.keys(builtInEntries)]);
  const goal: Goal = { metricId: entry.metric };
  if (entry.target !== undefined) {
    goal.target = typeof entry.target === "number" ? entry.target : Number.parseFloat(entry.target) / 100;
    if (goal.target === 0) throw playbookFault(`${path}.target`, "is no change at all");
  }
  if (entry.by !== undefined) goal.byAt = readTime(entry.by, `${path}.by`);
  if (entry.baseline !== undefined) goal.baseline = entry.baseline;
  return goal;
}
