import type { Condition, SequenceStep } from "@attune/model/condition";
import type { LineageKind } from "@attune/model/lineage";
import { touchNames } from "@attune/model/vocabulary";
import { type Clause, clausesIn } from "@attune/rules/clauses-in";

const ordered = ["Order Completed", "Order Refunded", "Balance Adjusted"];
const cart = ["Product Added", "Product Removed", "Order Completed"];

/** What a condition asks for: traits, events, scores and segments. */
export function conditionNames(condition: Condition): Array<[kind: LineageKind, name: string]> {
  return clausesIn(condition).flatMap(clauseNames);
}

function clauseNames(clause: Clause): Array<[LineageKind, string]> {
  if ("trait" in clause) return [["trait", clause.trait]];
  if ("score" in clause) return [["score", clause.score]];
  if ("segment" in clause) return [["segment", clause.segment]];
  if ("event" in clause) return [["event", clause.event]];
  if ("daysSince" in clause) return [["event", clause.daysSince]];
  if ("hoursSince" in clause) return [["event", clause.hoursSince]];
  if ("touched" in clause) return events(touchedBy(clause.touched));
  if ("sequence" in clause) return clause.sequence.flatMap(stepNames);
  if ("sum" in clause) return events(ordered);
  if ("inCart" in clause || "cart" in clause) return events(cart);
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
