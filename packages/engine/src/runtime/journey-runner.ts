import { hash } from "node:crypto";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Journey, JourneyRun } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { minuteAt } from "@attune/rules/time-of-day";
import { advanceRun, decided, ended, heard, type RunEffect } from "../deliver/advance-run.ts";
import { enterJourney, type TriggeredBy } from "../deliver/enter-journey.ts";
import type { JourneyCheckpoint } from "../ports/journey-store.ts";
import type { Stores } from "../ports/stores.ts";
import type { Arrival, CollectSummary } from "./engine.ts";
import { type GatheredChanges, gatherChanges, joinRuns } from "./journey-changes.ts";
import { type ListeningJourneys, movement } from "./journey-triggers.ts";
import { eventNames, identifiersOf, requestNames } from "./names-of-person.ts";
import type { Outlets } from "./outlets.ts";
import { personalTime } from "./personal-time.ts";
import type { Writer } from "./writer.ts";

export interface RunnerParts {
  stores: Stores;
  writer: Writer;
  journeys: () => ListeningJourneys;
  globalHoldout: () => number;
  outlets: () => Outlets;
  /** Of the business. */
  calendar: Calendar;
  clock: () => number;
  viewOf(profile: Profile): Promise<MovableView>;
  decide(request: DecideRequest): Promise<DecideResponse>;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
}

const batchEntries = 500;
const batchTransitions = 500;
const batchDue = 500;
const membersPerPage = 1_000;
/** What happened longer ago begins no journey: nobody wants a reminder of last week, and an import of a year is no visit. */
const triggerWithinMs = 24 * 3_600_000;
const dayMs = 86_400_000;

/** One round: what the log, the segments, the clock and the day bring to journeys. Each of them is one commit. False where there was nothing. */
export function createJourneyRunner(parts: RunnerParts) {
  const { stores, clock, calendar } = parts;

  async function round(): Promise<boolean> {
    const before = await begin();
    const log = await followLog(before);
    const moved = await followTransitions(log ?? before);
    const daily = await serveDaily(moved ?? log ?? before);
    const due = await followTime();
    return log !== null || moved !== null || daily || due;
  }

  /** Where following begins: what was before the first time begins no journey. */
  async function begin(): Promise<JourneyCheckpoint> {
    const known = await stores.journeys.checkpoint();
    if (known !== null) return known;
    const checkpoint = {
      offset: await stores.log.head(),
      transition: (await stores.memberships.transitions(0, 1_000_000)).at(-1)?.sequence ?? 0,
      day: calendar.dayOf(clock()) - 1,
    };
    await stores.journeys.commit({ checkpoint });
    return checkpoint;
  }

  async function followLog(checkpoint: JourneyCheckpoint): Promise<JourneyCheckpoint | null> {
    const entries = await stores.log.read(checkpoint.offset + 1, batchEntries);
    const last = entries.at(-1);
    if (last === undefined) return null;
    const changes = gatherChanges(stores.journeys);
    const erased = new Set<string>();
    for (const entry of entries) {
      if (entry.kind === "event") await followEvent(entry, changes);
      else if (entry.kind === "merge")
        await joinRuns(parts.journeys().all.values(), entry.profileId, entry.from, changes);
      else if (entry.kind === "erasure") for (const profileId of entry.profileIds) erased.add(profileId);
    }
    if (erased.size > 0) await stores.journeys.forget(erased);
    const next = { ...checkpoint, offset: last.offset };
    await changes.commit(next);
    return next;
  }

  async function followEvent(entry: LogEntry & { kind: "event" }, changes: GatheredChanges): Promise<void> {
    const { event, offset, profileId } = entry;
    if (event.actor !== "person") return;
    const { hearing, begunBy } = parts.journeys();
    for (const journey of hearing.get(event.name) ?? []) {
      const run = await changes.run(journey.journeyId, profileId);
      if (run === undefined || run.end !== null || offset <= run.enteredOffset) continue;
      const next = heard(journey, run, event.name, clock());
      if (next !== null) await goOn(journey, next, changes);
    }
    if (event.at < clock() - triggerWithinMs) return;
    for (const journey of begunBy.get(event.name) ?? [])
      await enter(journey, profileId, { offset, values: event.properties, told: event.name }, changes);
  }

  async function followTransitions(checkpoint: JourneyCheckpoint): Promise<JourneyCheckpoint | null> {
    const { movedBy } = parts.journeys();
    const transitions = await stores.memberships.transitions(checkpoint.transition, batchTransitions);
    const last = transitions.at(-1);
    if (last === undefined) return null;
    const changes = gatherChanges(stores.journeys);
    for (const { segmentId, change, profileId, at } of transitions) {
      if (at < clock() - triggerWithinMs) continue;
      for (const journey of movedBy.get(movement(change, segmentId)) ?? []) {
        const told = `${change} ${segmentId}`;
        await enter(journey, profileId, { offset: checkpoint.offset, values: { segmentId }, told }, changes);
      }
    }
    const next = { ...checkpoint, transition: last.sequence };
    await changes.commit(next);
    return next;
  }

  /** Once a day each, at or after its time. A crash on the way begins the day's triggers again: who is in a journey already stays out of it. */
  async function serveDaily(checkpoint: JourneyCheckpoint): Promise<boolean> {
    const { daily } = parts.journeys();
    const today = calendar.dayOf(clock());
    if (checkpoint.day >= today) return false;
    const minute = calendar.minuteOf(clock());
    const latestMinute = Math.max(0, ...daily.map(({ trigger }) => minuteAt(trigger.daily, 0)));
    if (minute < latestMinute) return false;
    for (const journey of daily) {
      const by = { offset: checkpoint.offset, values: { day: today }, told: `the ${journey.trigger.daily} of the day` };
      for (let after: string | null = null; ; ) {
        const page: Array<{ profileId: string }> = await stores.memberships.membersOf(
          journey.trigger.segment,
          after,
          membersPerPage,
        );
        const changes = gatherChanges(stores.journeys);
        for (const { profileId } of page) await enter(journey, profileId, by, changes);
        await changes.commit(null);
        if (page.length < membersPerPage) break;
        after = page.at(-1)!.profileId;
      }
    }
    await stores.journeys.commit({ checkpoint: { ...checkpoint, day: today } });
    return daily.length > 0;
  }

  async function followTime(): Promise<boolean> {
    const due = await stores.journeys.dueRuns(clock(), batchDue);
    const changes = gatherChanges(stores.journeys);
    for (const run of due) {
      const journey = parts.journeys().all.get(run.journeyId);
      if (journey === undefined) changes.put(ended(run, clock(), "the journey is no longer in the playbook"));
      else await goOn(journey, run, changes);
    }
    await changes.commit(null);
    return due.length > 0;
  }

  async function enter(journey: Journey, profileId: string, by: TriggeredBy, changes: GatheredChanges): Promise<void> {
    const profile = await stores.state.profile(profileId);
    if (profile === undefined) return;
    const before = await changes.run(journey.journeyId, profileId);
    const view = await parts.viewOf(profile);
    if (view.consent?.personalization?.value === false) return;
    const bucketingKey = profile.bucketing?.value ?? profileId;
    const candidate = { profileId, bucketingKey, view, before, globalHoldout: parts.globalHoldout() };
    const entry = enterJourney(journey, candidate, by);
    if (entry.kind === "stays-out") return;
    const { run, opportunity } = entry;
    const decisionId = nameOf(run, "entered");
    const identifiers = identifiersOf(profile);
    const record = { decisionId, at: run.enteredAt, identifiers, bucketingKey, opportunities: [opportunity] };
    await parts.writer.submit([{ kind: "decision", decision: record }]);
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
      for (const effect of advanced.effects) await carryOut(effect, advanced.run, profile, changes);
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
    return { ...placements[placementId] } as unknown as JsonObject;
  }

  async function carryOut(
    effect: RunEffect,
    run: JourneyRun,
    profile: Profile,
    changes: GatheredChanges,
  ): Promise<void> {
    const id = nameOf(run, effect.position.join("."));
    const now = clock();
    if (effect.kind === "set") {
      const names = eventNames(profile);
      if (names === null) return;
      const raw = { ...names, type: "identify", messageId: id, traits: { [effect.trait]: effect.value } };
      await parts.collect([raw], { source: "journey", receivedAt: now, maxEventBytes: 1_000_000, deduplicate: "ever" });
      return;
    }
    const { templateId, to, values } = effect;
    const channel = parts.outlets().templates.get(templateId)?.channel ?? "email";
    const { journeyId, profileId } = run;
    const delivery = {
      deliveryId: id,
      profileId,
      journeyId,
      templateId,
      channel,
      values,
      dueAt: now,
      attempts: 0,
      createdAt: now,
    };
    changes.send(to === undefined ? delivery : { ...delivery, to });
  }

  return { begin, round };
}

/** The same at every attempt: what a crash repeats is recognized by it. */
function nameOf({ journeyId, profileId, count }: JourneyRun, what: string): string {
  return hash("sha256", `${journeyId}\u0000${profileId}\u0000${count}\u0000${what}`, "base64url").slice(0, 22);
}

/** When the next daily trigger is due; null where there is none. */
export function nextDailyAt(
  journeys: ListeningJourneys,
  checkpointDay: number,
  calendar: Calendar,
  now: number,
): number | null {
  if (journeys.daily.length === 0) return null;
  const minute = Math.max(...journeys.daily.map(({ trigger }) => minuteAt(trigger.daily, 0)));
  const day = Math.max(checkpointDay + 1, calendar.dayOf(now));
  return calendar.startOf(day) + Math.min(minute * 60_000, dayMs);
}
