import type { Condition } from "@attune/model/condition";
import { clausesIn } from "./clauses-in.ts";
import { hint } from "./read-fields.ts";

export type SegmentOrder = { ok: true; order: string[] } | { ok: false; path: string; message: string };

/**
 * The order in which segments are evaluated, so that each comes after those it asks about. A reference to a segment that is not declared, and segments
 * that wait for one another, are refused with the path of the segment and its circle.
 *
 * @param conditions by segment id.
 * @param path where the segments are declared, for messages.
 */
export function segmentOrder(conditions: Readonly<Record<string, Condition>>, path: string): SegmentOrder {
  const order: string[] = [];
  const done = new Set<string>();
  const ids = Object.keys(conditions);

  const visit = (id: string, asking: readonly string[]): { path: string; message: string } | null => {
    if (done.has(id)) return null;
    const from = asking.indexOf(id);
    if (from >= 0) {
      const circle = [...asking.slice(from), id].join(" → ");
      return { path: `${path}.${id}`, message: `asks about itself in a circle: ${circle}` };
    }
    for (const asked of segmentsIn(conditions[id]!)) {
      if (!Object.hasOwn(conditions, asked)) {
        return {
          path: `${path}.${id}`,
          message: `asks about segment ${asked}, which is not declared; ${hint(asked, ids)}`,
        };
      }
      const refusal = visit(asked, [...asking, id]);
      if (refusal !== null) return refusal;
    }
    done.add(id);
    order.push(id);
    return null;
  };

  for (const id of ids) {
    const refusal = visit(id, []);
    if (refusal !== null) return { ok: false, ...refusal };
  }
  return { ok: true, order };
}

/** The segments that a condition asks about, each once. */
export function segmentsIn(condition: Condition): string[] {
  return [...new Set(clausesIn(condition).flatMap((clause) => ("segment" in clause ? clause.segment : [])))];
}
