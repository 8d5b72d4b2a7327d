import type { Condition } from "@attune/model/condition";
import { clausesIn } from "@attune/rules/clauses-in";
import { segmentsIn } from "@attune/rules/segment-order";
import type { Conditions } from "./find-memberships.ts";

/**
 * The segments whose memberships have to be found anew for everybody: those with another condition than the one that was filled last, and all
 * that ask about one of them.
 *
 * @param filled by segment id: the condition that everybody's membership was found with.
 */
export function segmentsToFill(conditions: Conditions, filled: ReadonlyMap<string, Condition>): Set<string> {
  const asked = new Set<string>();
  for (const [segmentId, condition] of conditions)
    if (JSON.stringify(filled.get(segmentId)) !== JSON.stringify(condition)) asked.add(segmentId);
  for (let before = -1; before < asked.size; ) {
    before = asked.size;
    for (const [segmentId, condition] of conditions)
      if (segmentsIn(condition).some((id) => asked.has(id))) asked.add(segmentId);
  }
  return asked;
}

/** Whether a segment's answer may change with a person's scores. */
export function asksScore(condition: Condition): boolean {
  return clausesIn(condition).some((clause) => "score" in clause);
}
