import type { Playbook, Tactic } from "@attune/model/tactic";

/** What a report needs to know of what it measures. */
export type MeasuredTactic = Pick<Tactic, "tacticId" | "name" | "windowDays" | "holdout">;

/** All that is measured by an id of its own: tactics, then journeys, whose entering is the opportunity. */
export function measuredTactics({ tactics, journeys = [] }: Playbook): MeasuredTactic[] {
  return [
    ...tactics,
    ...journeys.map(({ journeyId, name, windowDays, holdout }) => ({ tacticId: journeyId, name, windowDays, holdout })),
  ];
}
