import type { Tactic } from "@attune/model/tactic";
import type { PersonView } from "@attune/rules/evaluate-condition";
import type { Restrainer } from "./create-restrainer.ts";
import { ineligibility } from "./refusal-of.ts";

/** The tactics of one placement, best first: greater priority, then smaller id. */
export function inOrderOfPriority(tactics: readonly Tactic[]): Tactic[] {
  return [...tactics].sort((a, b) => b.priority - a.priority || (a.tacticId < b.tacticId ? -1 : 1));
}

/** The first tactic of an ordered list that is scheduled now, whose condition holds and that nothing restrains; undefined where there is none. */
export function chooseTactic(
  ordered: readonly Tactic[],
  person: PersonView,
  now: number,
  restrainer: Restrainer | null,
): Tactic | undefined {
  for (const tactic of ordered) {
    if (ineligibility(tactic, person, now) !== null) continue;
    if (restrainer === null || restrainer.refusalOf(tactic) === null) return tactic;
  }
  return undefined;
}
