import type { Playbook, Tactic } from "@attune/model/tactic";
import type { PlannedSplit } from "./check-split.ts";

/** What a report needs to know of what it measures. */
export type MeasuredTactic = Pick<Tactic, "tacticId" | "name" | "windowDays" | "holdout" | "variants">;

/** All that is measured by an id of its own: tactics, then journeys, whose entering is the opportunity. */
export function measuredTactics({ tactics, journeys = [] }: Playbook): MeasuredTactic[] {
  return [
    ...tactics,
    ...journeys.map(({ journeyId, name, windowDays, holdout }) => ({ tacticId: journeyId, name, windowDays, holdout })),
  ];
}

/**
 * The share that is to be held out of it. Where the tactic deals variants out, the exposed are logged with the probability of their variant, which
 * says nothing of that share: the held-out are then compared with everyone but the global holdout.
 */
export function plannedSplitOf(
  { holdout, variants = [] }: MeasuredTactic,
  { holdout: heldOutOfAll }: Playbook,
): PlannedSplit {
  return variants.length > 1
    ? { declared: holdout, plan: "of the rest", heldOutOfAll }
    : { declared: holdout, plan: "of both groups" };
}
