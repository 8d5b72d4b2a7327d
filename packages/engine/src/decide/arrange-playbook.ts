import type { Condition } from "@attune/model/condition";
import type { TraceLine } from "@attune/model/decision";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { Placement, Playbook, Tactic, TacticStop } from "@attune/model/tactic";
import { type ArrangedRestraint, arrangeRestraint } from "./arrange-restraint.ts";
import { type AskedBeyondProfile, askedBeyondProfile } from "./beyond-the-profile.ts";
import { inOrderOfPriority } from "./choose-tactic.ts";
import { type SensitiveTreeOf, sensitiveTrees } from "./sensitive-items.ts";

/** A placement with its tactics in order of priority. */
export interface ArrangedPlacement {
  placement: Placement;
  tactics: readonly Tactic[];
  /** What a trace says of its tactics that are stopped. */
  stopped: readonly TraceLine[];
}

/** The playbook, arranged for deciding. */
export interface ArrangedPlaybook {
  holdout: number;
  placements: ReadonlyMap<string, ArrangedPlacement>;
  /** The conditions of segments, by id. */
  segments: ReadonlyMap<string, Condition>;
  merchandising: readonly MerchandisingRule[];
  asks: AskedBeyondProfile;
  /** Null where nothing restrains anything. */
  restraint: ArrangedRestraint | null;
  /** Null where no categories are sensitive. */
  sensitive: SensitiveTreeOf | null;
}

/**
 * Sorts a playbook once, so that a decision looks at its own placements only.
 *
 * @param stops tactics that are declared and not shown
 */
export function arrangePlaybook(declared: Playbook, stops: readonly TacticStop[] = []): ArrangedPlaybook {
  const stoppedAt = stoppedTactics(declared, stops);
  const playbook = withoutStopped(declared, stops);
  const tacticsOf = new Map<string, Tactic[]>();
  for (const tactic of playbook.tactics) {
    const list = tacticsOf.get(tactic.placementId);
    if (list === undefined) tacticsOf.set(tactic.placementId, [tactic]);
    else list.push(tactic);
  }
  const placements = new Map(
    Object.values(playbook.placements).map((placement) => [
      placement.placementId,
      {
        placement,
        tactics: inOrderOfPriority(tacticsOf.get(placement.placementId) ?? []),
        stopped: stoppedAt.filter(({ placementId }) => placementId === placement.placementId),
      },
    ]),
  );
  const segments = new Map((playbook.segments ?? []).map(({ segmentId, when }) => [segmentId, when]));
  const merchandising = playbook.catalogue?.rules ?? [];
  return {
    holdout: playbook.holdout,
    placements,
    segments,
    merchandising,
    asks: askedBeyondProfile(playbook),
    restraint: arrangeRestraint(playbook),
    sensitive: sensitiveTrees(playbook.privacy?.sensitiveCategories ?? []),
  };
}

/** The playbook as it is carried out. */
function withoutStopped(playbook: Playbook, stops: readonly TacticStop[]): Playbook {
  if (stops.length === 0) return playbook;
  const stopped = new Set(stops.map(({ tacticId }) => tacticId));
  return { ...playbook, tactics: playbook.tactics.filter(({ tacticId }) => !stopped.has(tacticId)) };
}

function stoppedTactics({ tactics }: Playbook, stops: readonly TacticStop[]): TraceLine[] {
  return stops.flatMap(({ tacticId, at, by, reason }) => {
    const tactic = tactics.find((candidate) => candidate.tacticId === tacticId);
    if (tactic === undefined) return [];
    const { placementId } = tactic;
    const told = `stopped ${new Date(at).toISOString()} by ${by}: ${reason}`;
    return [{ tacticId, placementId, outcome: "stopped" as const, reason: told }];
  });
}
