import type { Placement, Playbook, Tactic } from "@attune/model/tactic";
import { inOrderOfPriority } from "./choose-tactic.ts";

/** A placement with its tactics in order of priority. */
export interface ArrangedPlacement {
  placement: Placement;
  tactics: readonly Tactic[];
}

/** The playbook, arranged for deciding. */
export interface ArrangedPlaybook {
  holdout: number;
  placements: ReadonlyMap<string, ArrangedPlacement>;
}

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
