import type { Opportunity } from "@attune/model/decision";
import type { Journey, JourneyRun } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import type { Offset } from "@attune/model/log-entry";
import { inGlobalHoldout, inTacticHoldout } from "@attune/rules/assignment";
import { evaluateCondition } from "@attune/rules/evaluate-condition";
import type { MovableView } from "@attune/rules/person-view";

/** Somebody whom a trigger found. */
export interface Candidate {
  profileId: string;
  bucketingKey: string;
  view: MovableView;
  /** Their present or last run of this journey. */
  before: JourneyRun | undefined;
  /** Share of people withheld from everything. */
  globalHoldout: number;
}

export interface TriggeredBy {
  /** The log's entry, or where the log stood. */
  offset: Offset;
  /** What messages may name as `trigger`. */
  values: JsonObject;
  /** In words, for the run's first note. */
  told: string;
}

export type Entry = { kind: "enters"; run: JourneyRun; opportunity: Opportunity } | { kind: "stays-out"; why: string };

/**
 * Whether somebody enters a journey now. Who is held out enters too, and gets nothing: that they could have is what the comparison needs. The
 * draws are those of tactics, so that a person is held out of everything in all channels or in none.
 */
export function enterJourney(journey: Journey, candidate: Candidate, by: TriggeredBy): Entry {
  const { profileId, view, before } = candidate;
  const { now } = view;
  if (before !== undefined && before.end === null) return staysOut("is in it already");
  if (before !== undefined && mayNotEnterAgain(journey, before, now)) return staysOut("was in it before");
  if (journey.when !== undefined && !evaluateCondition(journey.when, view).holds)
    return staysOut("the condition to enter does not hold");
  const opportunity = opportunityOf(journey, candidate);
  const run: JourneyRun = {
    journeyId: journey.journeyId,
    profileId,
    count: (before?.count ?? 0) + 1,
    enteredAt: now,
    enteredOffset: by.offset,
    arm: opportunity.arm,
    position: [0],
    wait: null,
    values: { trigger: by.values },
    notes: [{ at: now, position: [0], told: `entered: ${by.told}` }],
    end: opportunity.arm === "exposed" ? null : { at: now, why: heldOutWords(opportunity) },
  };
  return { kind: "enters", run, opportunity };
}

function staysOut(why: string): Entry {
  return { kind: "stays-out", why };
}

function mayNotEnterAgain({ againAfterMs }: Journey, before: JourneyRun, now: number): boolean {
  return againAfterMs === null || now < before.enteredAt + againAfterMs;
}

function opportunityOf({ journeyId, holdout }: Journey, { bucketingKey, globalHoldout }: Candidate): Opportunity {
  const common = { placementId: journeyPlacement(journeyId), tacticId: journeyId, variantId: "default" };
  if (inGlobalHoldout(bucketingKey, globalHoldout))
    return { ...common, arm: "global-holdout", propensity: globalHoldout };
  const rest = 1 - globalHoldout;
  return inTacticHoldout(journeyId, bucketingKey, holdout)
    ? { ...common, arm: "tactic-holdout", propensity: rest * holdout }
    : { ...common, arm: "exposed", propensity: rest * (1 - holdout) };
}

/** Where a journey's opportunities are counted: a name that no placement of a page can have. */
export const journeyPlacement = (journeyId: string): string => `journey:${journeyId}`;

function heldOutWords({ arm }: Opportunity): string {
  return arm === "global-holdout" ? "held out of all personalization" : "held out of this journey";
}
