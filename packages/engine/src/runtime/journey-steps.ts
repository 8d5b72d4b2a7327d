import { hash } from "node:crypto";
import type { DecidedItem, DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Purpose } from "@attune/model/event";
import type { Item } from "@attune/model/item";
import type { Journey, JourneyPosition, JourneyRun } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { advanceRun, decided, type RunEffect } from "../deliver/advance-run.ts";
import { enterJourney, type TriggeredBy } from "../deliver/enter-journey.ts";
import type { Stores } from "../ports/stores.ts";
import type { GatheredChanges } from "./journey-changes.ts";
import { eventNames, identifiersOf, requestNames } from "./names-of-person.ts";
import type { Outlets } from "./outlets.ts";
import { personalTime } from "./personal-time.ts";

export interface StepParts {
  stores: Stores;
  globalHoldout: () => number;
  outlets: () => Outlets;
  /** Of the business. */
  calendar: Calendar;
  clock: () => number;
  /** Whether a purpose is among those that are asked for first: who said nothing has not said yes. */
  needsYes: (purpose: Purpose) => boolean;
  viewOf(profile: Profile): Promise<MovableView>;
  decide(request: DecideRequest): Promise<DecideResponse>;
}

/** What happens with one person in one journey: they come in, and go on as far as they can. All it changes is gathered. */
export function createJourneySteps(parts: StepParts) {
  const { stores, clock, calendar } = parts;

  async function enter(journey: Journey, profileId: string, by: TriggeredBy, changes: GatheredChanges): Promise<void> {
    const profile = await stores.state.profile(profileId);
    if (profile === undefined) return;
    const before = await changes.run(journey.journeyId, profileId);
    const view = await parts.viewOf(profile);
    if (!(view.consent?.personalization?.value ?? !parts.needsYes("personalization"))) return;
    const bucketingKey = profile.bucketing?.value ?? profileId;
    const candidate = { profileId, bucketingKey, view, before, globalHoldout: parts.globalHoldout() };
    const entry = enterJourney(journey, candidate, by);
    if (entry.kind === "stays-out") return;
    const { run, opportunity } = entry;
    changes.record({
      decisionId: nameOf(run, "entered"),
      at: run.enteredAt,
      identifiers: identifiersOf(profile),
      bucketingKey,
      opportunities: [opportunity],
    });
    await goOn(journey, run, changes);
  }

  /** As far as it goes now, with all that it wants done. */
  async function goOn(journey: Journey, from: JourneyRun, changes: GatheredChanges): Promise<void> {
    let run = from;
    for (;;) {
      const profile = await stores.state.profile(run.profileId);
      if (profile === undefined) return changes.remove(run.journeyId, run.profileId);
      const view = await parts.viewOf(profile);
      const advanced = advanceRun(journey, run, view, personalTime(profile, calendar));
      for (const effect of advanced.effects) carryOut(effect, advanced.run, profile, changes);
      run = advanced.run;
      if (advanced.asks === null) return changes.put(run);
      run = decided(journey, run, await answerTo(advanced.asks, profile), view.now);
    }
  }

  async function answerTo(placementId: string, profile: Profile): Promise<JsonObject> {
    const names = requestNames(profile);
    if (names.userId === undefined && names.anonymousId === undefined)
      return { content: {}, items: [], reason: "the person has neither a user id nor a browser to decide for" };
    const { placements } = await parts.decide({ ...names, placements: [placementId], context: { channel: "email" } });
    const decision = placements[placementId];
    const items = await Promise.all((decision?.items ?? []).map(shown));
    return { ...decision, items } as unknown as JsonObject;
  }

  /** An item with what the catalogue has to show of it: a mail that names an id tells its reader nothing. */
  async function shown(chosen: DecidedItem): Promise<DecidedItem & Partial<Pick<Item, "name" | "url" | "imageUrl">>> {
    const item = (await stores.definitions.get("item", chosen.itemId)) as unknown as Item | undefined;
    if (item === undefined) return chosen;
    const { name, url, imageUrl } = item;
    return { ...chosen, name, ...(url === undefined ? {} : { url }), ...(imageUrl === undefined ? {} : { imageUrl }) };
  }

  function carryOut(effect: RunEffect, run: JourneyRun, profile: Profile, changes: GatheredChanges): void {
    const id = messageIdOf(run, effect.position);
    const now = clock();
    if (effect.kind === "set") {
      const names = eventNames(profile);
      if (names === null) return;
      changes.tell({ ...names, type: "identify", messageId: id, traits: { [effect.trait]: effect.value } });
      return;
    }
    const { templateId, to, values } = effect;
    const channel = parts.outlets().templates.get(templateId)?.channel ?? "email";
    changes.send({
      deliveryId: id,
      profileId: run.profileId,
      journeyId: run.journeyId,
      templateId,
      channel,
      values,
      dueAt: now,
      attempts: 0,
      createdAt: now,
      ...(to === undefined ? {} : { to }),
    });
  }

  return { enter, goOn };
}

/** The id of the message that a run sends at a step. */
export function messageIdOf(run: JourneyRun, position: JourneyPosition): string {
  return nameOf(run, position.join("."));
}

/** The same at every attempt: what a crash repeats is recognized by it. */
function nameOf({ journeyId, profileId, count }: JourneyRun, what: string): string {
  return hash("sha256", `${journeyId}\u0000${profileId}\u0000${count}\u0000${what}`, "base64url").slice(0, 22);
}
