import type { Condition } from "@attune/model/condition";
import { clausesIn } from "./clauses-in.ts";
import { nextChangeAt } from "./next-change-at.ts";
import type { MovableView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

/** What is left of a condition: its answer where nothing has to be asked any more, else what has to. */
export type Reduced = boolean | Condition;

/** A clause that no view answers. */
const unknown: Condition = { segment: "" };

/**
 * Works what is known of a person into a condition, and leaves what a browser knows better: context, clock and bucket. A segment is put in
 * the place of its name. For as long as `validUntil` says, and until something new is known of the person, the rest has the answer of the whole.
 *
 * @param segments conditions by id, without circles.
 * @param limit is told each moment at which time alone changes something that was worked in.
 */
export function reduceCondition(
  condition: Condition,
  person: MovableView,
  segments: ReadonlyMap<string, Condition>,
  limit: (at: number) => void,
): Reduced {
  if ("all" in condition) {
    const rest: Condition[] = [];
    for (const part of condition.all) {
      const reduced = reduceCondition(part, person, segments, limit);
      if (reduced === false) return false;
      if (reduced !== true) rest.push(reduced);
    }
    return rest.length === 0 ? true : rest.length === 1 ? rest[0]! : { all: rest };
  }
  if ("any" in condition) {
    const rest: Condition[] = [];
    for (const part of condition.any) {
      const reduced = reduceCondition(part, person, segments, limit);
      if (reduced === true) return true;
      if (reduced !== false) rest.push(reduced);
    }
    return rest.length === 0 ? false : rest.length === 1 ? rest[0]! : { any: rest };
  }
  if ("not" in condition) {
    const reduced = reduceCondition(condition.not, person, segments, limit);
    return typeof reduced === "boolean" ? !reduced : { not: reduced };
  }
  if (isForBrowser(condition)) return condition;
  if ("segment" in condition) {
    const named = segments.get(condition.segment);
    if (named === undefined) return unknown;
    if (condition.forDays === undefined) return reduceCondition(named, person, segments, limit);
    if (asksBrowser(named, segments)) return unknown;
  }
  const changesAt = nextChangeAt(condition, person);
  if (changesAt !== null) limit(changesAt);
  const answer = truthOf(condition, person);
  return answer === 0 ? unknown : answer === 1;
}

function isForBrowser(clause: Condition): boolean {
  return "context" in clause || "time" in clause || "weekday" in clause || "bucket" in clause;
}

function asksBrowser(condition: Condition, segments: ReadonlyMap<string, Condition>): boolean {
  return clausesIn(condition).some((clause) => {
    if (!("segment" in clause)) return isForBrowser(clause);
    const named = segments.get(clause.segment);
    return named !== undefined && asksBrowser(named, segments);
  });
}
