import { usableEvent } from "@attune/engine/decide/usable-event";
import { sensitiveAllowed } from "@attune/engine/decide/usable-profile";
import { advanceRun, decided, heard } from "@attune/engine/deliver/advance-run";
import { enterJourney } from "@attune/engine/deliver/enter-journey";
import { type MaySend, maySend } from "@attune/engine/deliver/may-send";
import { whyMessageOver } from "@attune/engine/deliver/message-over";
import { addressOf } from "@attune/engine/runtime/address-of";
import { listeningJourneys, movement } from "@attune/engine/runtime/journey-triggers";
import { personalTime } from "@attune/engine/runtime/personal-time";
import type { Event } from "@attune/model/event";
import type { Journey, JourneyRun } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import { isTransactional, type MessageTemplate, sentEvents } from "@attune/model/message";
import { minuteAt } from "@attune/rules/time-of-day";
import { defaultDelivery } from "../../config/read-journeys.ts";
import type { ReplayedLife, ReplayRules } from "./replayed-life.ts";

/** Told of each message: sent, or held back and why. */
export type OnMessage = (journeyId: string, heldBack: string | null) => void;

/** All journeys of a playbook in one replayed life. Nobody is in one when it begins. */
export interface ReplayedJourneys {
  /** Lives on to a moment: waits end, days begin. */
  passTo(at: number): void;
  /** Something has happened; the life knows it already. */
  hear(event: Event): void;
}

interface Timer {
  at: number;
  go: () => void;
}

const minuteMs = 60_000;

export function createReplayedJourneys(
  life: ReplayedLife,
  rules: ReplayRules,
  window: { fromAt: number; untilAt: number },
  onMessage: OnMessage,
): ReplayedJourneys {
  const { playbook, calendar, sensitive } = rules;
  const journeys = listeningJourneys(playbook.journeys ?? []);
  const delivery = playbook.delivery ?? defaultDelivery;
  const asksForAnalytics = playbook.privacy?.askFirst.includes("analytics") ?? false;
  const runs = new Map<string, JourneyRun>();
  const timers: Timer[] = [];
  const followed = [...journeys.movedBy.keys()].map((key) => key.split("\u0000")[1]!);
  let members: ReadonlySet<string> | null = null;
  let day = calendar.dayOf(window.fromAt);

  const later = (at: number, go: () => void) => void timers.push({ at, go });

  function enter(journey: Journey, at: number, values: JsonObject): void {
    const profile = life.profile();
    const view = life.viewAt(at);
    if (view.consent?.personalization?.value === false) return;
    const { profileId } = profile;
    const bucketingKey = profile.bucketing?.value ?? profileId;
    const before = runs.get(journey.journeyId);
    const candidate = { profileId, bucketingKey, view, before, globalHoldout: playbook.holdout };
    const entry = enterJourney(journey, candidate, { offset: life.offset(), values, told: "replayed" });
    if (entry.kind === "stays-out") return;
    runs.set(journey.journeyId, entry.run);
    if (entry.opportunity.arm === "exposed") goOn(journey, entry.run, at);
    else onMessage(journey.journeyId, "held-out");
  }

  function goOn(journey: Journey, from: JourneyRun, at: number): void {
    let run = from;
    for (;;) {
      const view = life.viewAt(at);
      const advanced = advanceRun(journey, run, view, personalTime(life.profile(), calendar));
      run = advanced.run;
      runs.set(journey.journeyId, run);
      for (const effect of advanced.effects) {
        if (effect.kind === "send") send(journey, effect.templateId, effect.to, at, at);
        else life.happen(eventAt(at, "Identify", { traits: { [effect.trait]: effect.value } }));
      }
      if (advanced.asks === null) break;
      const { placements } = life.ask([advanced.asks], at, { channel: "email" });
      run = decided(journey, run, { ...placements[advanced.asks] } as unknown as JsonObject, at);
    }
    const waiting = run;
    if (waiting.wait === null || waiting.end !== null) return;
    later(waiting.wait.untilAt, () => {
      if (runs.get(journey.journeyId) === waiting) goOn(journey, waiting, waiting.wait!.untilAt);
    });
  }

  function send(journey: Journey, templateId: string, to: string | undefined, createdAt: number, at: number): void {
    const template = playbook.messages?.[templateId];
    if (template === undefined) return;
    const verdict = verdictOn(journey, template, to, createdAt, at);
    if (verdict.kind === "hold") {
      later(verdict.untilAt, () => send(journey, templateId, to, createdAt, verdict.untilAt));
      return;
    }
    onMessage(journey.journeyId, verdict.kind === "send" ? null : verdict.why);
    const { channel, category } = template;
    if (verdict.kind === "send") life.happen(eventAt(at, sentEvents[channel], { properties: { category } }));
  }

  /** As when it is really sent: what it waits for may have been overtaken. */
  function verdictOn(
    journey: Journey,
    template: MessageTemplate,
    to: string | undefined,
    createdAt: number,
    at: number,
  ): MaySend {
    const profile = life.profile();
    const view = life.viewAt(at);
    const { channel, category } = template;
    if ((to ?? addressOf(profile, channel)) === undefined)
      return { kind: "skip", why: `no address for ${channel} is known` };
    const run = runs.get(journey.journeyId);
    const over = isTransactional(category) ? null : whyMessageOver({ createdAt }, { journey, run }, view);
    if (over !== null) return { kind: "skip", why: over };
    const isWatched = view.consent?.analytics?.value ?? !asksForAnalytics;
    return maySend(template, view, delivery, personalTime(profile, calendar), isWatched);
  }

  /** Who came into which followed segment, or left it. */
  function look(at: number): void {
    if (followed.length === 0) return;
    const { membership } = life.viewAt(at);
    const present = new Set(followed.filter((segmentId) => membership?.(segmentId)?.isMember === true));
    const before = members;
    members = present;
    if (before === null) return;
    for (const segmentId of followed) {
      if (present.has(segmentId) === before.has(segmentId)) continue;
      const change = present.has(segmentId) ? "entered" : "left";
      for (const journey of journeys.movedBy.get(movement(change, segmentId)) ?? []) enter(journey, at, { segmentId });
    }
  }

  function beginDay(): void {
    day += 1;
    const today = day;
    const startAt = calendar.startOf(today);
    later(startAt, () => {
      look(startAt);
      for (const journey of journeys.daily) {
        const at = startAt + minuteAt(journey.trigger.daily, 0) * minuteMs;
        later(at, () => {
          const isMember = life.viewAt(at).membership?.(journey.trigger.segment)?.isMember === true;
          if (isMember) enter(journey, at, { day: today });
        });
      }
      beginDay();
    });
  }

  if (journeys.all.size > 0) beginDay();

  return {
    passTo(at) {
      for (;;) {
        let next = -1;
        for (const [i, timer] of timers.entries())
          if (timer.at <= at && (next < 0 || timer.at < timers[next]!.at)) next = i;
        if (next < 0) return;
        const [timer] = timers.splice(next, 1);
        timer!.go();
      }
    },
    hear(event) {
      if (journeys.all.size === 0) return;
      look(event.at);
      if (event.actor !== "person") return;
      const mayAll = sensitive === null || sensitiveAllowed(event.consent, life.profile().consent);
      const usable = mayAll ? event : usableEvent(event, sensitive);
      if (usable === null) return;
      for (const journey of journeys.hearing.get(event.name) ?? []) {
        const run = runs.get(journey.journeyId);
        if (run === undefined || run.end !== null || event.at < run.enteredAt) continue;
        const next = heard(journey, run, event.name, event.at);
        if (next !== null) goOn(journey, next, event.at);
      }
      for (const journey of journeys.begunBy.get(event.name) ?? []) enter(journey, event.at, usable.properties);
    },
  };
}

function eventAt(at: number, name: string, said: { traits?: JsonObject; properties?: JsonObject }): Event {
  return {
    messageId: `replay-${name}-${at}`,
    type: "track",
    name,
    at,
    receivedAt: at,
    source: "replay",
    identifiers: [],
    actor: "person",
    channel: "server",
    items: [],
    properties: {},
    traits: {},
    context: {},
    ...said,
  };
}
