import type { LocalBundle, LocalTactic } from "@attune/model/local-bundle";
import type { Tactic } from "@attune/model/tactic";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { reduceCondition } from "@attune/rules/reduce-condition";
import { membershipIn } from "@attune/rules/segment-membership";
import type { ArrangedPlacement } from "./arrange-playbook.ts";
import { assignArm, assigneeOf } from "./assign-arm.ts";
import { giveVariant } from "./assign-variant.ts";
import { capsLeft } from "./caps-left.ts";
import { asUsable, bucketingKeyOf, type Situation } from "./decide.ts";
import { personView, scoreLookup } from "./person-view.ts";

/** Tactics beyond their end leave the bundle; those that begin later come with it. */
type Bundled = LocalTactic | null;

/** What a browser needs to decide these placements for one person. @param timeZone of the business */
export function localBundle(
  placementIds: readonly string[],
  given: Situation & { calendar: Calendar },
  timeZone: string,
): LocalBundle {
  const situation = asUsable(given);
  const { now, profileId, personalizationAllowed, playbook, device, calendar } = situation;
  let validUntil: number | null = null;
  const limit = (at: number) => {
    if (validUntil === null || at < validUntil) validUntil = at;
  };
  const person = viewOf(situation);
  const assignee = assigneeOf(bucketingKeyOf(situation), playbook.holdout);
  const bundled = (tactic: Tactic): Bundled => {
    const { tacticId, when, schedule = {}, content } = tactic;
    const { startsAt, endsAt } = schedule;
    if (endsAt !== undefined && now >= endsAt) return null;
    const rest = when === undefined ? true : reduceCondition(when, person, playbook.segments, limit);
    if (rest === false) return null;
    const opportunity = assignArm(tactic, assignee);
    const local: LocalTactic = { tacticId, variantId: opportunity.variantId, content };
    if (rest !== true) local.when = rest;
    if (startsAt !== undefined) local.startsAt = startsAt;
    if (endsAt !== undefined) local.endsAt = endsAt;
    if (opportunity.arm !== "exposed") local.holdout = true;
    else giveLocalVariant(local, tactic, situation, person);
    const own = playbook.restraint?.tactics.get(tacticId);
    const isTimed =
      own !== undefined && (own.quietHours.length > 0 || own.group !== undefined || own.offer !== undefined);
    if (isTimed || isTimedByChannel(tacticId, situation)) local.asksServer = true;
    return local;
  };
  const placementOf = ({ placement, tactics }: ArrangedPlacement): LocalBundle["placements"][string] => ({
    content: placement.default.content,
    ...(placement.default.items === undefined ? {} : { asksServer: true as const }),
    tactics: personalizationAllowed ? tactics.map(bundled).filter((tactic) => tactic !== null) : [],
  });
  const placements = Object.fromEntries(
    [...new Set(placementIds)].flatMap((id) => {
      const declared = playbook.placements.get(id);
      return declared === undefined ? [] : [[id, placementOf(declared)] as const];
    }),
  );
  const caps =
    personalizationAllowed && playbook.restraint !== null ? capsLeft(playbook, { ...situation, calendar }, limit) : [];
  return {
    schema: "attune.decide.bundle/1",
    profileId: personalizationAllowed ? profileId : null,
    bucketingKey: assignee.bucketingKey,
    computedAt: now,
    validUntil,
    timeZone,
    ...(device === undefined ? {} : { device }),
    placements,
    caps,
  };
}

function viewOf(situation: Situation & { calendar: Calendar }): MovableView {
  const { profile, now, today, profileId, calendar, scores, playbook, memberSince = () => undefined } = situation;
  const surroundings = { context: {}, now, today, profileId, calendar };
  const score = scores === undefined ? {} : { score: scoreLookup(scores) };
  const view = Object.assign(personView(profile, { ...surroundings, ...score }), { now, calendar });
  if (playbook.segments.size > 0) view.membership = membershipIn(playbook.segments, view, memberSince);
  return view;
}

/** Fixed variants are the person's own; a draw is the server's. Lists change by themselves. */
function giveLocalVariant(local: LocalTactic, tactic: Tactic, situation: Situation, view: MovableView): void {
  const variants = situation.variants?.get(tactic.tacticId);
  let shown = tactic;
  if (variants !== undefined) {
    if (variants.experiment?.bandit !== undefined) {
      local.asksServer = true;
      return;
    }
    const opportunity = {
      placementId: "",
      tacticId: tactic.tacticId,
      variantId: "",
      arm: "exposed" as const,
      propensity: 1,
    };
    const { profile, now } = situation;
    giveVariant(opportunity, variants, { bucketingKey: bucketingKeyOf(situation), profile, view, now });
    local.variantId = opportunity.variantId;
    shown = variants.shownAs.get(opportunity.variantId) ?? tactic;
  }
  local.content = shown.content;
  if (shown.items !== undefined || shown.offerId !== undefined) local.asksServer = true;
}

function isTimedByChannel(tacticId: string, { playbook, channel = "web" }: Situation): boolean {
  const own = playbook.restraint?.tactics.get(tacticId);
  const restraint = playbook.restraint?.channels.get(own?.channel ?? channel);
  return (restraint?.quietHours.length ?? 0) > 0;
}
