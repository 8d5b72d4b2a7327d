import type {
  DecideRequest,
  DecideResponse,
  DecisionRecord,
  Opportunity,
  PlacementDecision,
  TraceLine,
} from "@attune/model/decision";
import type { Actor, Device } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { Placement, Tactic } from "@attune/model/tactic";
import type { PersonView } from "@attune/rules/evaluate-condition";
import { assignArm } from "./assign-arm.ts";
import { chooseTactic } from "./choose-tactic.ts";
import { fillItemList, type ItemLists } from "./item-lists.ts";
import { personView } from "./person-view.ts";

/** The playbook, arranged for deciding: each placement with its tactics in order of priority. */
export interface ArrangedPlaybook {
  holdout: number;
  placements: ReadonlyMap<string, { placement: Placement; tactics: readonly Tactic[] }>;
}

/** All that a decision may depend on, beside the request. */
export interface Situation {
  decisionId: string;
  now: number;
  /** Business day of `now`. */
  today: number;
  /** Strongest first. */
  identifiers: Identifier[];
  /** Undefined for someone not seen before. */
  profile: Profile | undefined;
  /** The profile's id, or the id that the person's profile will get. */
  profileId: string;
  actor: Actor;
  device: Device | undefined;
  /** False where the person, or this request, refuses personalization. */
  personalizationAllowed: boolean;
  playbook: ArrangedPlaybook;
  lists: ItemLists;
}

export interface Decided {
  response: DecideResponse;
  /** What goes to the log; null where nothing may or should be kept. */
  record: DecisionRecord | null;
}

/** Decides what to show in each placement asked for. Pure; a few microseconds per placement. */
export function decide(request: DecideRequest, situation: Situation): Decided {
  if (!situation.personalizationAllowed) return withoutConsent(request, situation);

  const context: JsonObject = { ...request.context };
  if (situation.device !== undefined) context.device = situation.device;
  const person = personView(situation.profile, context, situation.now, situation.today);
  const trace: TraceLine[] | null = request.trace === true ? [] : null;

  const opportunities: Opportunity[] = [];
  const placements: Record<string, PlacementDecision> = {};
  for (const placementId of new Set(request.placements)) {
    const answer = decidePlacement(placementId, person, situation, trace);
    placements[placementId] = answer.decision;
    if (answer.opportunity !== null) opportunities.push(answer.opportunity);
  }

  const response: DecideResponse = { decisionId: situation.decisionId, profileId: situation.profileId, placements };
  if (trace !== null) response.trace = trace;
  return { response, record: recordOf(opportunities, situation) };
}

function decidePlacement(placementId: string, person: PersonView, situation: Situation, trace: TraceLine[] | null) {
  const declared = situation.playbook.placements.get(placementId);
  if (declared === undefined) {
    return { decision: nothing(`placement ${placementId} is not declared in the playbook`), opportunity: null };
  }
  const tactic = chooseTactic(declared.tactics, person, situation.now, trace);
  if (tactic === null) {
    return { decision: defaultOf(declared.placement, situation, "no tactic applies"), opportunity: null };
  }
  const opportunity = assignArm(tactic, situation.profileId, situation.playbook.holdout);
  if (opportunity.arm === "exposed") return { decision: shown(tactic, opportunity, situation), opportunity };

  const reason =
    opportunity.arm === "global-holdout" ? "held out of all personalization" : `held out of ${tactic.tacticId}`;
  if (trace !== null) trace.push({ tacticId: tactic.tacticId, placementId, outcome: "held-out", reason });
  const decision = { ...defaultOf(declared.placement, situation, reason), holdout: true };
  return { decision: { ...decision, tacticId: tactic.tacticId }, opportunity };
}

function shown(tactic: Tactic, opportunity: Opportunity, situation: Situation): PlacementDecision {
  const list = tactic.items === undefined ? null : fillItemList(tactic.items, situation.profile, situation.lists);
  return {
    tacticId: tactic.tacticId,
    variantId: opportunity.variantId,
    holdout: false,
    content: tactic.content,
    items: list?.items ?? [],
    fallback: list?.fallback ?? false,
    reason: tactic.when === undefined ? "for everyone" : "its condition holds",
  };
}

function defaultOf(placement: Placement, situation: Situation, reason: string): PlacementDecision {
  const list = placement.default.items;
  // The default must not know the person: it is what held-out people get, and people without consent.
  const items = list === undefined ? [] : fillItemList(list, undefined, situation.lists).items;
  return {
    tacticId: null,
    variantId: null,
    holdout: false,
    content: placement.default.content,
    items,
    fallback: false,
    reason,
  };
}

function nothing(reason: string): PlacementDecision {
  return { tacticId: null, variantId: null, holdout: false, content: {}, items: [], fallback: true, reason };
}

/** The contextual default, nothing stored, in neither arm. */
function withoutConsent(request: DecideRequest, situation: Situation): Decided {
  const placements: Record<string, PlacementDecision> = {};
  for (const placementId of new Set(request.placements)) {
    const declared = situation.playbook.placements.get(placementId);
    placements[placementId] =
      declared === undefined
        ? nothing(`placement ${placementId} is not declared in the playbook`)
        : defaultOf(declared.placement, situation, "no consent to personalization");
  }
  return { response: { decisionId: situation.decisionId, profileId: null, placements }, record: null };
}

/** Bots and one's own traffic see what people see, and leave no trace in the measurement. */
function recordOf(opportunities: Opportunity[], situation: Situation): DecisionRecord | null {
  if (opportunities.length === 0 || situation.actor !== "person") return null;
  const { decisionId, now, identifiers, device } = situation;
  const record: DecisionRecord = { decisionId, at: now, identifiers, opportunities };
  if (device !== undefined) record.device = device;
  return record;
}
