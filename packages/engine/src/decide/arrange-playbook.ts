import type { Playbook, Tactic } from "@attune/model/tactic";
import { inOrderOfPriority } from "./choose-tactic.ts";
import type { ArrangedPlaybook } from "./decide.ts";

/** Sorts a playbook once, so that a decision looks at its own placements only. */
export function arrangePlaybook(playbook: Playbook): ArrangedPlaybook {
  const tacticsOf = new Map<string, Tactic[]>();
  for (const tactic of playbook.tactics) {
    const list = tacticsOf.get(tactic.placementId);
    if (list === undefined) tacticsOf.set(tactic.placementId, [tactic]);
    else list.push(tactic);
  }
  const placements = new Map(
    Object.values(playbook.placements).map((placement) => [
      placement.placementId,
      { placement, tactics: inOrderOfPriority(tacticsOf.get(placement.placementId) ?? []) },
    ]),
  );
  return { holdout: playbook.holdout, placements };
}
