import type {
  DecideRequest,
  DecideResponse,
  DecisionRecord,
  Opportunity,
  PlacementDecision,
  TraceLine,
} from "@attune/model/decision";
import type { Actor, Device, Event } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { Placement, Tactic } from "@attune/model/tactic";
import type { Calendar } from "@attune/rules/calendar";
import type { PersonView } from "@attune/rules/person-view";
import { membershipIn } from "@attune/rules/segment-membership";
import type { ArrangedPlacement, ArrangedPlaybook } from "./arrange-playbook.ts";
import type { VariantTable } from "./arrange-variants.ts";
import { type Assignee, assignArm, assigneeOf } from "./assign-arm.ts";
import { giveVariant } from "./assign-variant.ts";
import { chooseTactic } from "./choose-tactic.ts";
import { createRestrainer, type Reserved, type Restrainer } from "./create-restrainer.ts";
import { explainChoice, type Instead } from "./explain-choice.ts";
import { fillList } from "./fill-list.ts";
import { impersonalAsk } from "./impersonal-default.ts";
import type { ItemLists } from "./item-lists.ts";
import type { ListAsk } from "./list-ask.ts";
import { personView, type Surroundings, scoreLookup } from "./person-view.ts";
import { type SensitiveItems, sensitiveItems } from "./sensitive-items.ts";
import { withoutSensitive } from "./usable-profile.ts";

/** All that a decision may depend on, beside the request. */
export interface Situation {
  decisionId: string;
  now: number;
  /** Business day of `now`. */
  today: number;
  /** Of the business time zone. Absent: conditions on the time of day, and days of touches, are undetermined. */
  calendar?: Calendar;
  /** Strongest first. */
  identifiers: Identifier[];
  /** Undefined for someone not seen before. */
  profile: Profile | undefined;
  /** The profile's id, or the id that the person's profile will get. */
  profileId: string;
  /** Of the person, by name. Absent: conditions on scores are undetermined. */
  scores?: Scores;
  /** Since when the person is known to be in a segment. Absent, or undefined: since now. */
  memberSince?: (segmentId: string) => number | undefined;
  actor: Actor;
  device: Device | undefined;
  channel: Event["channel"] | undefined;
  /** What is decided on and not in the profile yet. Absent: nothing. */
  reserved?: Readonly<Reserved>;
  /** Whether an offer's budget has room for one more person. Absent: it has. */
  offerHasRoom?: (offerId: string) => boolean;
  /** False where the person, or this request, refuses personalization. */
  personalizationAllowed: boolean;
  /** Whether what the person did with items of sensitive categories may be used. Absent: it may not. */
  sensitiveAllowed?: boolean;
  playbook: ArrangedPlaybook;
  /** Absent: no tactic has variants. */
  variants?: VariantTable;
  lists: ItemLists;
}

export interface Decided {
  response: DecideResponse;
  /** What goes to the log; null where nothing may or should be kept. */
  record: DecisionRecord | null;
}

/** Decides what to show in each placement asked for. Pure; a few microseconds per placement. */
export function decide(request: DecideRequest, given: Situation): Decided {
  const situation = asUsable(given);
  const { decisionId, profileId, personalizationAllowed } = situation;
  const ask = personsAsk(request, situation);
  if (!personalizationAllowed) {
    const answers = answerEach(request, situation, ({ placement }) => ({
      decision: defaultOf(placement, impersonalAsk(ask, sensitiveOf(situation)), "no consent to personalization"),
    }));
    return { response: { decisionId, profileId: null, placements: decisionsOf(answers) }, record: null };
  }

  const context: JsonObject = { ...request.context };
  if (situation.device !== undefined) context.device = situation.device;
  const { now, today, calendar, scores } = situation;
  const surroundings: Surroundings = { context, now, today, profileId };
  if (calendar !== undefined) surroundings.calendar = calendar;
  if (scores !== undefined) surroundings.score = scoreLookup(scores);
  const person = personView(situation.profile, surroundings);
  const { segments } = situation.playbook;
  if (segments.size > 0) person.membership = membershipIn(segments, person, situation.memberSince ?? sinceNow);
  const assignee = assigneeOf(bucketingKeyOf(situation), situation.playbook.holdout);
  const restrainer = restrainerOf(situation);
  const answers = answerEach(request, situation, (declared) =>
    answerFor({ person, assignee, restrainer, ask }, declared, situation),
  );

  const response: DecideResponse = { decisionId, profileId, placements: decisionsOf(answers) };
  if (request.trace === true) {
    response.trace = traceOf(answers, person, situation);
  }
  const opportunities = answers.flatMap(({ opportunity }) => opportunity ?? []);
  return { response, record: recordOf(opportunities, situation) };
}

/** The same with the profile as far as it may be used for the person. */
export function asUsable<S extends Situation>(situation: S): S {
  const sensitive = sensitiveOf(situation);
  const { profile, calendar, sensitiveAllowed = false } = situation;
  if (sensitive === null || profile === undefined || sensitiveAllowed) return situation;
  return { ...situation, profile: withoutSensitive(profile, sensitive, calendar?.dayOf) };
}

function sensitiveOf({ playbook, lists }: Situation): SensitiveItems | null {
  return sensitiveItems(playbook.sensitive, lists.catalogue);
}

/** Null where the playbook restrains nothing. */
function restrainerOf({
  playbook,
  profile,
  reserved = nothingReserved,
  now,
  calendar,
  channel = "web",
  offerHasRoom = always,
}: Situation): Restrainer | null {
  if (playbook.restraint === null) return null;
  return createRestrainer(playbook.restraint, { profile, reserved, now, calendar, channel, offerHasRoom });
}

/** Placement after placement, each restrained by those before it, as they were when it was decided. */
function traceOf(answers: readonly PlacementAnswer[], person: PersonView, situation: Situation): TraceLine[] {
  const restrainer = restrainerOf(situation);
  return answers.flatMap(({ declared, decision, opportunity }) => {
    const instead = insteadOf(decision, opportunity);
    const lines = explainChoice(declared?.tactics ?? [], person, situation.now, instead, restrainer);
    const winner = declared?.tactics.find(({ tacticId }) => tacticId === opportunity?.tacticId);
    if (winner !== undefined) restrainer?.note(winner, null);
    return declared === undefined ? lines : [...lines, ...declared.stopped];
  });
}

function insteadOf({ holdout, reason }: PlacementDecision, opportunity: Opportunity | undefined): Instead | null {
  if (holdout) return { outcome: "held-out", reason };
  return opportunity?.isWithheld ? { outcome: "offer-over", reason } : null;
}

const nothingReserved: Readonly<Reserved> = { showings: [], offers: [] };

const sinceNow = (): undefined => undefined;

const always = (): boolean => true;

/** A person keeps the key of their first decision, where a merge gives them another profile. */
export function bucketingKeyOf({ profile, profileId }: Situation): string {
  return profile?.bucketing?.value ?? profileId;
}

/** For whom lists of a tactic are filled. */
function personsAsk({ context = {} }: DecideRequest, situation: Situation): ListAsk {
  const { profile, now, decisionId, lists, playbook, sensitiveAllowed = false } = situation;
  const hides = sensitiveAllowed ? null : sensitiveOf(situation);
  const taken = new Set<string>();
  return { profile, context, now, decisionId, lists, rules: playbook.merchandising, hides, taken, history: {} };
}

interface Answer {
  decision: PlacementDecision;
  opportunity?: Opportunity;
}

interface PlacementAnswer {
  placementId: string;
  declared: ArrangedPlacement | undefined;
  decision: PlacementDecision;
  opportunity: Opportunity | undefined;
}

/** Each placement once, however often it was asked for. */
function answerEach(
  { placements }: DecideRequest,
  { playbook }: Situation,
  answer: (declared: ArrangedPlacement) => Answer,
): PlacementAnswer[] {
  return placements
    .filter((placementId, index) => placements.indexOf(placementId) === index)
    .map((placementId) => {
      const declared = playbook.placements.get(placementId);
      const { decision, opportunity } = declared === undefined ? undeclared(placementId) : answer(declared);
      return { placementId, declared, decision, opportunity };
    });
}

/** Placement ids come from outside: as entries, even `__proto__` is a name like any other. */
function decisionsOf(answers: readonly PlacementAnswer[]): DecideResponse["placements"] {
  return Object.fromEntries(answers.map(({ placementId, decision }) => [placementId, decision]));
}

/** What a placement is decided for. */
interface Subject {
  person: PersonView;
  assignee: Assignee;
  restrainer: Restrainer | null;
  ask: ListAsk;
}

function answerFor(
  { person, assignee, restrainer, ask }: Subject,
  { placement, tactics }: ArrangedPlacement,
  situation: Situation,
): Answer {
  const instead = (reason: string) => defaultOf(placement, impersonalAsk(ask, sensitiveOf(situation)), reason);
  const tactic = chooseTactic(tactics, person, situation.now, restrainer);
  if (tactic === undefined) return { decision: instead("no tactic applies") };

  const opportunity = assignArm(tactic, assignee);
  restrainer?.note(tactic, opportunity);
  if (opportunity.arm === "exposed") {
    const variants = situation.variants?.get(tactic.tacticId);
    let asVariant = tactic;
    if (variants !== undefined) {
      const { bucketingKey } = assignee;
      const { profile, now } = situation;
      giveVariant(opportunity, variants, { bucketingKey, profile, view: person, now });
      asVariant = variants.shownAs.get(opportunity.variantId) ?? tactic;
    }
    const offer = restrainer?.offerOf(tactic);
    if (offer === null) return { decision: instead(usedUp), opportunity: withheld(opportunity) };
    const decision = shown(asVariant, opportunity, ask);
    if (offer !== undefined) decision.offer = offer;
    return { decision, opportunity };
  }

  const { tacticId } = tactic;
  const reason = opportunity.arm === "global-holdout" ? "held out of all personalization" : `held out of ${tacticId}`;
  return { decision: { ...instead(reason), tacticId, holdout: true }, opportunity };
}

const usedUp = "the offer's budget is used up";

/** By intention to treat: who was assigned counts, whatever they were shown. */
function withheld({ offerId: _promised, ...opportunity }: Opportunity): Opportunity {
  return { ...opportunity, isWithheld: true };
}

function shown(tactic: Tactic, opportunity: Opportunity, ask: ListAsk): PlacementDecision {
  const list = tactic.items === undefined ? null : fillList(tactic.items, tactic.placementId, ask);
  if (list?.lastPlace !== undefined) opportunity.lastPlace = list.lastPlace;
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

function defaultOf(placement: Placement, anybody: ListAsk, reason: string): PlacementDecision {
  const { content, items } = placement.default;
  const list = items === undefined ? null : fillList(items, placement.placementId, anybody);
  return {
    tacticId: null,
    variantId: null,
    holdout: false,
    content,
    items: list?.items ?? [],
    fallback: list?.fallback ?? false,
    reason,
  };
}

function undeclared(placementId: string): Answer {
  const reason = `placement ${placementId} is not declared in the playbook`;
  const decision = { tacticId: null, variantId: null, holdout: false, content: {}, items: [], fallback: true, reason };
  return { decision };
}

/** Bots and one's own traffic see what people see, and leave no trace in the measurement. */
function recordOf(opportunities: Opportunity[], situation: Situation): DecisionRecord | null {
  if (opportunities.length === 0 || situation.actor !== "person") return null;
  const { decisionId, now, identifiers, device, channel } = situation;
  const bucketingKey = bucketingKeyOf(situation);
  const record: DecisionRecord = { decisionId, at: now, identifiers, bucketingKey, opportunities };
  if (device !== undefined) record.device = device;
  if (channel !== undefined) record.channel = channel;
  return record;
}
