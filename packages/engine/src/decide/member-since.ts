import type { Condition } from "@attune/model/condition";
import type { Playbook } from "@attune/model/tactic";

/** Whether any condition of a playbook asks for how long a person has been in a segment: only then a decision reads it. */
export function asksMemberSince({ tactics, segments = [] }: Playbook): boolean {
  return [...tactics, ...segments].some(({ when }) => when !== undefined && asksForDays(when));
}

function asksForDays(condition: Condition): boolean {
  if ("all" in condition) return condition.all.some(asksForDays);
  if ("any" in condition) return condition.any.some(asksForDays);
  if ("not" in condition) return asksForDays(condition.not);
  return "segment" in condition && condition.forDays !== undefined;
}
