import { createRng } from "@attune/math/rng";
import type { DecideResponse, PlacementDecision } from "@attune/model/decision";
import type { Decide } from "./answer-with.ts";
import type { TacticTruth } from "./truth.ts";

/**
 * The simplest engine there can be, for tests and true effects: the first tactic of the placement that reaches the visitor, withheld
 * from each person with probability `holdout`, independently by tactic. It knows the true person behind every device, and shows no items.
 * People who did not agree to personalization get the default and count in neither arm.
 */
export function decideByChance(settings: {
  seed: number | string;
  truth: readonly TacticTruth[];
  /** Share withheld: of every tactic, or tactic by tactic. */
  holdout: number | ((tacticId: string) => number);
}): Decide {
  const rng = createRng(settings.seed).fork("arms");
  const { holdout } = settings;
  const holdoutOf = typeof holdout === "number" ? () => holdout : holdout;
  return (request, at, visitor) => {
    const { shopper } = visitor;
    const decide = (placementId: string): PlacementDecision => {
      if (!shopper.consent.personalization) return decision(null, false, "no consent to personalization");
      const tactic = settings.truth.find((truth) => truth.placementId === placementId && truth.reaches(visitor));
      if (!tactic) return decision(null, false, "no tactic reaches the visitor");
      const { tacticId } = tactic;
      const heldOut = rng.fork(`${tacticId}/${shopper.shopperId}`).uniform() < holdoutOf(tacticId);
      return decision(tacticId, heldOut, heldOut ? "held out" : "the first tactic that reaches the visitor");
    };
    const response: DecideResponse = {
      decisionId: `${shopper.shopperId}/${at}`,
      profileId: shopper.consent.personalization ? shopper.shopperId : null,
      placements: Object.fromEntries(request.placements.map((placementId) => [placementId, decide(placementId)])),
    };
    return response;
  };
}

function decision(tacticId: string | null, holdout: boolean, reason: string): PlacementDecision {
  const variantId = tacticId === null ? null : "default";
  return { tacticId, variantId, holdout, content: {}, items: [], fallback: false, reason };
}
