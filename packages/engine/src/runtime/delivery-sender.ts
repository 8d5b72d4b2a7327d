import { AttuneError } from "@attune/model/errors";
import type { Purpose } from "@attune/model/event";
import { identifierKey } from "@attune/model/identity";
import type { DeliveryRecord, PendingDelivery, PutOff } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import { type Handover, isTransactional, sentEvents } from "@attune/model/message";
import type { Profile } from "@attune/model/profile";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { namesSensitive } from "../decide/usable-event.ts";
import { sensitiveAllowed } from "../decide/usable-profile.ts";
import { maySend } from "../deliver/may-send.ts";
import { whyMessageOver } from "../deliver/message-over.ts";
import type { Stores } from "../ports/stores.ts";
import { addressOf } from "./address-of.ts";
import type { Arrival, CollectSummary } from "./arrival.ts";
import { createCommitter, gatherWrites } from "./committer.ts";
import { createDeliveryLanes, type Recorded } from "./delivery-lanes.ts";
import type { Found } from "./journey-runner.ts";
import type { ListeningJourneys } from "./journey-triggers.ts";
import { eventNames } from "./names-of-person.ts";
import type { Outlets, ReadyTemplate } from "./outlets.ts";
import { personalTime } from "./personal-time.ts";
import { promiseOver } from "./promise-over.ts";

export interface SenderParts {
  stores: Stores;
  outlets: () => Outlets;
  journeys: () => ListeningJourneys;
  calendar: Calendar;
  clock: () => number;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  /** Whether a purpose is among those that are asked for first: who said nothing has not said yes. */
  needsYes: (purpose: Purpose) => boolean;
  viewOf(profile: Profile): Promise<MovableView>;
  collect(raws: readonly unknown[], arrival: Arrival): Promise<CollectSummary>;
  /** To be awaited before each piece of work. */
  turns: () => Promise<void>;
}

/** Read at once: about a millisecond, so that decisions do not wait for it. */
const batchDeliveries = 100;
const lookBehind = 1_000;
/** As long as there are more, so many may still be on their way when the next are read. */
const stillUnderway = 128;
/** For so long a round waits for what it started; what takes longer goes on beside the next. */
const patienceMs = 1_000;
/** Messages behind a receiver that takes nothing are put off by so much. */
const putOffMs = 60_000;
const behindOthers: PutOff = { by: "receiver", why: "many before it wait for the same receiver, which takes nothing" };
/** More than a stop can cut off: what is handed over at once, and what waits for its record. */
const toldAgain = 1_000;
const mostAttempts = 10;
const firstRetryMs = 30_000;
const longestRetryMs = 6 * 3_600_000;

type Fate =
  | Pick<DeliveryRecord, "outcome" | "reason" | "content" | "category">
  | { outcome: "wait"; untilAt: number; attempts: number; putOff: PutOff };

/**
 * Hands over what is due. What was accepted is recorded before anything else is done with it, so a crash repeats at most a message whose acceptance
 * was not recorded yet, under the same id. Messages of one person go one after the other, so that each sees the caps of the one before.
 */
export function createDeliverySender(parts: SenderParts) {
  const { stores, clock } = parts;
  const committer = createCommitter(stores.journeys);
  const teller = gatherWrites<JsonObject>(tell);
  const lanes = createDeliveryLanes(sendOne, () => performance.now());

  /** Sends what is due now. */
  async function send(): Promise<Found> {
    const before = lanes.held();
    const next = await startNext(batchDeliveries);
    // All that was read may wait behind one receiver: others wait behind those.
    const { taken, stuck, isMore } = next.taken === 0 && next.isMore ? await startNext(lookBehind) : next;
    if (stuck.length > 0)
      await committer.add({
        pending: stuck.map((delivery) => ({ ...delivery, dueAt: clock() + putOffMs, putOff: behindOthers })),
      });
    await lanes.settled(patienceMs, isMore ? Math.max(before, stillUnderway) : 0);
    if (taken + stuck.length > 0) return isMore ? "more" : "some";
    return lanes.held() === 0 && !isMore ? "nothing" : "some";
  }

  async function startNext(limit: number) {
    const due = await stores.journeys.dueDeliveries(clock(), limit, lanes.underway());
    return { ...lanes.take(due), isMore: due.length === limit };
  }

  async function sendOne(delivery: PendingDelivery): Promise<Recorded> {
    await parts.turns();
    const person = await personOf(delivery.profileId);
    const fate = person === undefined ? skipped("the person is gone") : await fateOf(delivery, person);
    if (fate.outcome === "wait") {
      const { untilAt: dueAt, attempts, putOff } = fate;
      await committer.add({ pending: [{ ...delivery, dueAt, attempts, putOff }] });
      return { rest: Promise.resolve() };
    }
    const said = namesOf(delivery);
    const attempts = delivery.attempts + (fate.outcome === "skipped" ? 0 : 1);
    const again = fate.outcome === "failed" ? { again: againOf(delivery) } : {};
    const record: DeliveryRecord = { ...said, at: clock(), ...fate, attempts, ...again };
    await committer.add({ done: [record] });
    const raw = fate.outcome === "sent" && person !== undefined ? sentEvent(record, person) : null;
    return { rest: raw === null ? Promise.resolve() : teller.add(raw) };
  }

  /** Who was absorbed by another meanwhile is that other. */
  async function personOf(profileId: string): Promise<Profile | undefined> {
    const profile = await stores.state.profile(profileId);
    return profile ?? stores.state.find([identifierKey({ namespace: "profile_id", value: profileId })]);
  }

  /** A stop between the record of a message and its event lost the event. Those that the log has are recognized by their ids. */
  async function tellAgain(): Promise<void> {
    const raws: JsonObject[] = [];
    for (const record of await stores.journeys.deliveries(null, toldAgain)) {
      const person = record.outcome === "sent" ? await stores.state.profile(record.profileId) : undefined;
      const raw = person === undefined ? null : sentEvent(record, person);
      if (raw !== null) raws.push(raw);
    }
    await tell(raws);
  }

  async function fateOf(delivery: PendingDelivery, profile: Profile): Promise<Fate> {
    const { templates, channels, rules, offers, handOver } = parts.outlets();
    const { deliveryId, templateId } = delivery;
    const template = templates.get(templateId);
    if (template === undefined) return failed(`there is no template ${templateId}`);
    if (!channels.has(template.channel)) return failed(`the channel ${template.channel} is not set up`);
    const to = delivery.to ?? addressOf(profile, template.channel);
    if (to === undefined) return skipped(`no address for ${template.channel} is known`);
    const addressKey = `${template.channel}:${to.toLowerCase()}`;
    const refused = await stores.journeys.suppression(addressKey);
    if (refused !== undefined) return skipped(`the address is not written to: ${refused.reason}`);
    const view = await parts.viewOf(profile);
    const isPromotion = !isTransactional(template.category);
    const late = !isPromotion ? null : await whyLate(delivery, view, profile.profileId);
    const over = late ?? promiseOver(delivery, profile, offers, clock());
    if (over !== null) return skipped(over);
    if (isPromotion && isTooMuch(delivery, profile))
      return skipped("it names products of a sensitive category, to which the person did not say yes");

    const mayWatch = view.consent?.analytics?.value ?? !parts.needsYes("analytics");
    const verdict = maySend(template, view, rules, personalTime(profile, parts.calendar), mayWatch);
    if (verdict.kind === "skip") return skipped(verdict.why);
    if (verdict.kind === "hold") {
      const { untilAt, why } = verdict;
      return { outcome: "wait", untilAt, attempts: delivery.attempts, putOff: { by: "rules", why } };
    }

    const values = { ...delivery.values, ...valuesOf(profile) };
    const order = { deliveryId, templateId, to, values, isTracked: mayWatch };
    const { handover, content } = await handOver(order);
    if (handover.kind === "gone") await stores.journeys.suppress(addressKey, handover.reason, clock());
    const fate = fateAfter(handover, delivery.attempts);
    if (fate.outcome !== "sent") return fate;
    return { ...fate, category: template.category, ...(content === undefined ? {} : { content }) };
  }

  /** What was put into it may have been allowed then. */
  function isTooMuch({ values }: PendingDelivery, { consent }: Profile): boolean {
    const sensitive = parts.sensitive();
    return sensitive !== null && !sensitiveAllowed(undefined, consent) && namesSensitive(values, sensitive);
  }

  /** A message that waited may have been overtaken, by what the person did or by time. */
  async function whyLate(delivery: PendingDelivery, view: MovableView, profileId: string): Promise<string | null> {
    const { journeyId } = delivery;
    const run = journeyId === null ? undefined : await stores.journeys.run(journeyId, profileId);
    const journey = journeyId === null ? undefined : parts.journeys().all.get(journeyId);
    return whyMessageOver(delivery, { journey, run }, view);
  }

  function fateAfter(handover: Handover, before: number): Fate {
    if (handover.kind === "accepted") return { outcome: "sent", reason: handover.reference ?? "accepted" };
    if (handover.kind !== "later") return failed(handover.reason);
    const attempts = before + 1;
    if (attempts >= mostAttempts) return failed(`after ${attempts} attempts: ${handover.reason}`);
    const backOffMs = Math.min(longestRetryMs, firstRetryMs * 2 ** before);
    // What the receiver asks for counts as far as it is sensible: neither at once ten times, nor in a thousand years.
    const waitMs = Math.min(longestRetryMs, Math.max(backOffMs, handover.retryAfterMs ?? 0));
    return { outcome: "wait", untilAt: clock() + waitMs, attempts, putOff: { by: "receiver", why: handover.reason } };
  }

  /** Puts a message that failed among those that are due, under the same id, with all its attempts before it. */
  async function resend(deliveryId: string): Promise<PendingDelivery> {
    const record = await stores.journeys.delivery(deliveryId);
    if (record === undefined)
      throw new AttuneError("not-found", `There is no message ${deliveryId} that went out or failed.`);
    if (record.outcome !== "failed")
      throw new AttuneError(
        "conflict",
        `The message ${deliveryId} did not fail; it was ${record.outcome}: ${record.reason}.`,
      );
    if (record.again === undefined)
      throw new AttuneError(
        "conflict",
        `What the message ${deliveryId} said was not kept: it failed under an older version.`,
      );
    const pending = { ...namesOf(record), ...record.again, dueAt: clock(), attempts: 0 };
    await committer.add({ pending: [pending] });
    return pending;
  }

  async function tell(raws: readonly JsonObject[]): Promise<void> {
    if (raws.length === 0) return;
    await parts.collect(raws, {
      source: "deliver",
      receivedAt: clock(),
      maxEventBytes: 1_000_000,
      deduplicate: "ever",
    });
  }

  async function testSend({ templateId, to, profile, values }: TestMessage) {
    const { templates, channels, unsubscribeUrl } = parts.outlets();
    const template = templates.get(templateId);
    if (template === undefined) {
      const known = [...templates.keys()].join(", ") || "none";
      throw new AttuneError("not-found", `There is no message ${templateId} in the playbook; it has: ${known}.`);
    }
    const channel = channels.get(template.channel);
    if (channel === undefined) throw new AttuneError("conflict", `The channel ${template.channel} is not set up.`);
    const person = profile === undefined ? { person: {} } : valuesOf(profile);
    const unsubscribe = unsubscribeUrl("test");
    const message = rendered(template, { ...values, ...person, unsubscribeUrl: unsubscribe }, null);
    if (typeof message === "string") throw new AttuneError("bad-request", message, { path: "templateId" });
    const deliveryId = `test-${clock()}`;
    const { category } = template;
    const handover = await channel.send({
      deliveryId,
      category,
      to,
      message: message.value,
      unsubscribeUrl: unsubscribe,
    });
    return { message: message.value, handover };
  }

  return { send, tellAgain, testSend, resend, close: lanes.close };
}

/** A message that somebody sends to themselves. */
export interface TestMessage {
  templateId: string;
  to: string;
  /** Whose traits fill it in. */
  profile: Profile | undefined;
  values: JsonObject;
}

/** That a message was sent, as an event of the person's. The same at every telling. */
function sentEvent(record: DeliveryRecord, profile: Profile): JsonObject | null {
  const { deliveryId, templateId, journeyId, channel, category } = record;
  const names = eventNames(profile);
  if (names === null) return null;
  const told = category === undefined ? {} : { category };
  const properties = { delivery_id: deliveryId, template_id: templateId, journey_id: journeyId, ...told };
  return { ...names, type: "track", event: sentEvents[channel], messageId: `sent-${deliveryId}`, properties };
}

function namesOf({ deliveryId, profileId, journeyId, templateId, channel }: PendingDelivery | DeliveryRecord) {
  return { deliveryId, profileId, journeyId, templateId, channel };
}

function againOf({ to, values, createdAt }: PendingDelivery): NonNullable<DeliveryRecord["again"]> {
  return { values, createdAt, ...(to === undefined ? {} : { to }) };
}

const skipped = (reason: string): Fate => ({ outcome: "skipped", reason });
const failed = (reason: string): Fate => ({ outcome: "failed", reason });

function rendered(template: ReadyTemplate, values: JsonObject, trackedAs: string | null) {
  try {
    return { value: template.render(values, trackedAs) };
  } catch (error) {
    return `the template cannot be filled in: ${(error as Error).message}`;
  }
}

/** What messages may name as `person`: traits, and nothing that was derived. */
function valuesOf({ traits }: Profile): JsonObject {
  return { person: Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value])) };
}
