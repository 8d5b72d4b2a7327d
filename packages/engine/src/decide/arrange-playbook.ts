import type { Condition } from "@attune/model/condition";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { Placement, Playbook, Tactic } from "@attune/model/tactic";
import { type ArrangedRestraint, arrangeRestraint } from "./arrange-restraint.ts";
import { inOrderOfPriority } from "./choose-tactic.ts";
import { asksMemberSince } from "./member-since.ts";

/** A placement with its tactics in order of priority. */
export interface ArrangedPlacement {
  placement: Placement;
  tactics: readonly Tactic[];
}

/** The playbook, arranged for deciding. */
export interface ArrangedPlaybook {
  holdout: number;
  placements: ReadonlyMap<string, ArrangedPlacement>;
  /** The conditions of segments, by id. */
  segments: ReadonlyMap<string, Condition>;
  merchandising: readonly MerchandisingRule[];
  /** Some condition asks since when a person is in a segment. */
  asksMemberSince: boolean;
  /** Null where nothing restrains anything. */
  restraint: ArrangedRestraint | null;
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
  const segments = new Map((playbook.segments ?? []).map(({ segmentId, when }) => [segmentId, when]));
  const merchandising = playbook.catalogue?.rules ?? [];
  return {
    holdout: playbook.holdout,
    placements,
    segments,
    merchandising,
    asksMemberSince: asksMemberSince(playbook),
    restraint: arrangeRestraint(playbook),
  };
}
