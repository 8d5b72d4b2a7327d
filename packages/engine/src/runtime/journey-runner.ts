import type { Event } from "@attune/model/event";
import type { Journey } from "@attune/model/journey";
import type { LogEntry } from "@attune/model/log-entry";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { usableEvent } from "../decide/usable-event.ts";
import { sensitiveAllowed } from "../decide/usable-profile.ts";
import { ended, heard } from "../deliver/advance-run.ts";
import { nextDailyAt } from "../deliver/daily-triggers.ts";
import type { JourneyCheckpoint } from "../ports/journey-store.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import { type GatheredChanges, gatherChanges, joinRuns } from "./journey-changes.ts";
import { createJourneySteps, type StepParts } from "./journey-steps.ts";
import { isNecessary, type ListeningJourneys, movement } from "./journey-triggers.ts";
import { takeTurns } from "./take-turns.ts";
import type { Writer } from "./writer.ts";

export interface RunnerParts extends StepParts {
  writer: Writer;
  journeys: () => ListeningJourneys;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
}

/** What a round found: nothing, something, or more than it could take. */
export type Found = "nothing" | "some" | "more";

/** Read at once. Runs that are due are written at once, too, at some forty microseconds each: decisions wait for that. */
const batch = 500;
const dueBatch = 50;
const membersPerPage = 1_000;
/** What happened longer ago begins no journey: nobody wants a reminder of last week, and an import of a year is no visit. */
const triggerWithinMs = 24 * 3_600_000;

/** What the log, the segments, the day and the clock bring to journeys: each of them one commit. */
export function createJourneyRunner(parts: RunnerParts) {
  const { stores, clock, calendar, writer, collect } = parts;
  const { enter, goOn } = createJourneySteps(parts);
  const gather = () => gatherChanges({ store: stores.journeys, writer, collect, clock });

  async function round(): Promise<Found> {
    const found: Found[] = [await followLog(), await followTransitions(), await serveDaily(), await followTime()];
    return found.includes("more") ? "more" : found.includes("some") ? "some" : "nothing";
  }

  /** Where following begins: what was before the first time begins no journey. */
  async function begin(): Promise<JourneyCheckpoint> {
    const known = await stores.journeys.checkpoint();
    if (known !== null) return known;
    const checkpoint = {
      offset: await stores.log.head(),
      transition: (await stores.memberships.transitions(0, 1_000_000)).at(-1)?.sequence ?? 0,
      served: {},
    };
    await stores.journeys.commit({ checkpoint });
    return checkpoint;
  }

  async function followLog(): Promise<Found> {
    const checkpoint = await begin();
    const entries = await stores.log.read(checkpoint.offset + 1, batch);
    const last = entries.at(-1);
    if (last === undefined) return "nothing";
    const changes = gather();
    const erased = new Set<string>();
    const pause = takeTurns();
    for (const entry of entries) {
      if (entry.kind === "event") await followEvent(entry, changes);
      else if (entry.kind === "merge")
        await joinRuns(parts.journeys().all.values(), entry.profileId, entry.from, changes);
      else if (entry.kind === "erasure") for (const profileId of entry.profileIds) erased.add(profileId);
      await pause();
    }
    if (erased.size > 0) await stores.journeys.forget(erased);
    await changes.commit({ ...checkpoint, offset: last.offset });
    return entries.length === batch ? "more" : "some";
  }

  async function followEvent(entry: LogEntry & { kind: "event" }, changes: GatheredChanges): Promise<void> {
    const { event, offset, profileId } = entry;
    if (event.actor !== "person") return;
    const { hearing, begunBy } = parts.journeys();
    const listening = [...(hearing.get(event.name) ?? []), ...(begunBy.get(event.name) ?? [])];
    if (listening.length === 0) return;
    const usable = await asUsable(event, profileId);
    const eventFor = (journey: Journey) => (isNecessary(journey, parts.outlets()) ? event : usable);
    for (const journey of hearing.get(event.name) ?? []) {
      if (eventFor(journey) === null) continue;
      const run = await changes.run(journey.journeyId, profileId);
      if (run === undefined || run.end !== null || offset <= run.enteredOffset) continue;
      const next = heard(journey, run, event.name, clock());
      if (next !== null) await goOn(journey, next, changes);
    }
    if (event.at < clock() - triggerWithinMs) return;
    for (const journey of begunBy.get(event.name) ?? []) {
      const values = eventFor(journey)?.properties;
      if (values !== undefined) await enter(journey, profileId, { offset, values, told: event.name }, changes);
    }
  }

  /** What of an event may set something off for its person; null: nothing. */
  async function asUsable(event: Event, profileId: string): Promise<Event | null> {
    const sensitive = parts.sensitive();
    const usable = sensitive === null ? event : usableEvent(event, sensitive);
    if (usable === event) return event;
    const profile = await stores.state.profile(profileId);
    return sensitiveAllowed(event.consent, profile?.consent) ? event : usable;
  }

  async function followTransitions(): Promise<Found> {
    const checkpoint = await begin();
    const { movedBy } = parts.journeys();
    const transitions = await stores.memberships.transitions(checkpoint.transition, batch);
    const last = transitions.at(-1);
    if (last === undefined) return "nothing";
    const changes = gather();
    const pause = takeTurns();
    for (const { segmentId, change, profileId, at } of transitions) {
      if (at < clock() - triggerWithinMs) continue;
      for (const journey of movedBy.get(movement(change, segmentId)) ?? []) {
        const told = `${change} ${segmentId}`;
        await enter(journey, profileId, { offset: checkpoint.offset, values: { segmentId }, told }, changes);
      }
      await pause();
    }
    await changes.commit({ ...checkpoint, transition: last.sequence });
    return transitions.length === batch ? "more" : "some";
  }

  /** Each daily trigger once a day. A crash on the way begins it again: who is in the journey already stays out of it. */
  async function serveDaily(): Promise<Found> {
    let found: Found = "nothing";
    for (const journey of parts.journeys().daily) {
      const checkpoint = await begin();
      const { journeyId, trigger } = journey;
      const due = nextDailyAt(trigger.daily, checkpoint.served[journeyId] ?? null, calendar, clock());
      if (due.at > clock()) continue;
      const told = `the ${trigger.daily} of the day`;
      const by = { offset: checkpoint.offset, values: { day: due.day }, told };
      await eachMember(trigger.segment, (profileId, changes) => enter(journey, profileId, by, changes));
      await stores.journeys.commit({
        checkpoint: { ...checkpoint, served: { ...checkpoint.served, [journeyId]: due.day } },
      });
      found = "some";
    }
    return found;
  }

  async function eachMember(
    segmentId: string,
    work: (profileId: string, changes: GatheredChanges) => Promise<void>,
  ): Promise<void> {
    const pause = takeTurns();
    for (let after: string | null = null; ; ) {
      const page: Array<{ profileId: string }> = await stores.memberships.membersOf(segmentId, after, membersPerPage);
      const changes = gather();
      for (const { profileId } of page) {
        await work(profileId, changes);
        await pause();
      }
      await changes.commit(null);
      if (page.length < membersPerPage) return;
      after = page.at(-1)!.profileId;
    }
  }

  async function followTime(): Promise<Found> {
    const due = await stores.journeys.dueRuns(clock(), dueBatch);
    if (due.length === 0) return "nothing";
    const changes = gather();
    const pause = takeTurns();
    for (const run of due) {
      const journey = parts.journeys().all.get(run.journeyId);
      if (journey === undefined) changes.put(ended(run, clock(), "the journey is no longer in the playbook"));
      else await goOn(journey, run, changes);
      await pause();
    }
    await changes.commit(null);
    return due.length === dueBatch ? "more" : "some";
  }

  return { begin, round };
}
