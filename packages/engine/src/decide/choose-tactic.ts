import type { Tactic } from "@attune/model/tactic";
import type { PersonView } from "@attune/rules/evaluate-condition";
import { refusalOf } from "./refusal-of.ts";

/** The tactics of one placement, best first: greater priority, then smaller id. */
export function inOrderOfPriority(tactics: readonly Tactic[]): Tactic[] {
  return [...tactics].sort((a, b) => b.priority - a.priority || (a.tacticId < b.tacticId ? -1 : 1));
}

/** The first tactic of an ordered list that is scheduled now and whose condition holds; undefined where there is none. */
export function chooseTactic(ordered: readonly Tactic[], person: PersonView, now: number): Tactic | undefined {
  return ordered.find((tactic) => refusalOf(tactic, person, now) === null);
}
