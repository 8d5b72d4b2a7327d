import type { Condition, SequenceStep } from "@attune/model/condition";
import type { LineageKind } from "@attune/model/lineage";
import { touchNames } from "@attune/model/vocabulary";

const ordered = ["Order Completed", "Order Refunded", "Balance Adjusted"];
const cart = ["Product Added", "Product Removed", "Order Completed"];

/** What a condition asks for: traits, events, scores and segments. */
export function conditionNames(condition: Condition): Array<[kind: LineageKind, name: string]> {
  if ("all" in condition) return condition.all.flatMap(conditionNames);
  if ("any" in condition) return condition.any.flatMap(conditionNames);
  if ("not" in condition) return conditionNames(condition.not);
  if ("trait" in condition) return [["trait", condition.trait]];
  if ("score" in condition) return [["score", condition.score]];
  if ("segment" in condition) return [["segment", condition.segment]];
  if ("event" in condition) return [["event", condition.event]];
  if ("daysSince" in condition) return [["event", condition.daysSince]];
  if ("hoursSince" in condition) return [["event", condition.hoursSince]];
  if ("touched" in condition) return events(touchedBy(condition.touched));
  if ("sequence" in condition) return condition.sequence.flatMap(stepNames);
  if ("sum" in condition) return events(ordered);
  if ("inCart" in condition || "cart" in condition) return events(cart);
  return [];
}

function stepNames(step: SequenceStep): Array<[LineageKind, string]> {
  return "event" in step ? [["event", step.event]] : events(touchedBy(step.touched));
}

function touchedBy(kind: string): readonly string[] {
  return kind === "any" ? Object.values(touchNames).flat() : (touchNames[kind as keyof typeof touchNames] ?? []);
}

function events(names: readonly string[]): Array<[LineageKind, string]> {
  return names.map((name) => ["event", name]);
}
