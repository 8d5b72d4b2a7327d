import type { PlacementDecision } from "@attune/model/decision";
import { createWallClock } from "./wall-clock.ts";

/** What a person does that changes what may reach them. */
export type Act =
  | "consents"
  | "withdraws"
  | "wants-no-contact"
  | "views"
  | "orders"
  | "orders-with-code"
  | "is-refunded"
  | "opens-ticket"
  | "closes-ticket";

/** A message as its person got it. */
export interface Got {
  id: string;
  person: string;
  at: number;
  channel: "email" | "in-app";
  /** By what it says: a receipt is no promotion. */
  kind: "nudge" | "note" | "receipt";
  tacticId: string | null;
  offerId: string | null;
}

/** Watches what people get, with rules of its own: it knows nothing of the engine but what came out of it. */
export interface Witness {
  does(person: string, act: Act, at: number): void;
  shown(person: string, placementId: string, decision: PlacementDecision, at: number): void;
  got(message: Got): void;
  /** The mail server has refused an address for good. */
  refused(person: string): void;
  note(violation: string): void;
  outcome(): WitnessOutcome;
}

export interface WitnessOutcome {
  messages: number;
  peopleWithOffer: number;
  /** How often a limit was just reached, or stood in the way of somebody who did come: what the life puts to the test. */
  reached: Record<string, number>;
  /** Each departure from what the playbook allows, in words. */
  violations: string[];
}

interface Life {
  marketing: boolean;
  wantsNoContact: boolean;
  hasTicket: boolean;
  /** Ever had a ticket or a refund: messages of theirs may have waited for days. */
  hadTrouble: boolean;
  isRefused: boolean;
  /** An order is the last that they did. */
  hasOrderedLast: boolean;
  orders: number;
  receipts: number;
  orderDay: number;
  refundDay: number;
  showings: Array<{ at: number; tacticId: string }>;
  /** Promotion. */
  messages: Array<{ at: number; day: number; channel: string }>;
  mailedTacticAt: number;
  offerFrom: number | null;
  redeemed: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const offerMs = 5 * dayMs;
const never = Number.NEGATIVE_INFINITY;

/** The caps of the life's playbook: which showings count, how many, within how long. */
const showingCaps: Array<{ name: string; atMost: number; withinMs: number; counts: (tacticId: string) => boolean }> = [
  { name: "showings everywhere", atMost: 6, withinMs: 7 * dayMs, counts: () => true },
  { name: "showings of ten-hero", atMost: 2, withinMs: 2 * dayMs, counts: (tacticId) => tacticId === "ten-hero" },
  { name: "showings of banner", atMost: 3, withinMs: 7 * dayMs, counts: (tacticId) => tacticId === "banner" },
];

const messageCaps = [
  { name: "messages", atMost: 3, withinDays: 7, channels: ["email", "in-app"] },
  { name: "e-mails", atMost: 2, withinDays: 7, channels: ["email"] },
];
const tired = { after: 12, withinDays: 60 };
/**
 * One in three days is decided; a night's quiet hours, the next time that the clock stops and an hour of summer time may bring what was decided early late, and what
 * was decided later on time.
 */
const betweenMailedTacticsMs = 56 * hourMs;

/**
 * @param timeZone the business's
 * @param zoneOf a person's own, in which nights are
 * @param offerPeople how many the offer's budget allows
 */
export function createRestraintWitness(
  timeZone: string,
  zoneOf: (person: string) => string,
  offerPeople: number,
): Witness {
  const lives = new Map<string, Life>();
  const violations: string[] = [];
  const reached: Record<string, number> = {};
  const withOffer = new Set<string>();
  const seen = new Set<string>();
  const clockIn = createWallClock();
  const dayOf = (at: number) => clockIn(timeZone, at).day;

  const note = (violation: string) => void violations.push(violation);
  const reach = (name: string) => {
    reached[name] = (reached[name] ?? 0) + 1;
  };
  const lifeOf = (person: string): Life => {
    const life = lives.get(person) ?? newLife();
    lives.set(person, life);
    return life;
  };
  const said = (person: string, at: number) => `${person} ${new Date(at).toISOString()}:`;

  function promised(person: string, at: number, how: string): void {
    const life = lifeOf(person);
    life.offerFrom ??= at;
    withOffer.add(person);
    if (withOffer.size > offerPeople) note(`${person}: the offer went to ${withOffer.size} people of ${offerPeople}`);
    if (at >= life.offerFrom + offerMs) note(`${said(person, at)} ${how} an offer that had ended`);
    if (life.redeemed) note(`${said(person, at)} ${how} an offer that was redeemed`);
  }

  function promotion({ person, at, channel, kind, tacticId, offerId }: Got): void {
    const life = lifeOf(person);
    const [who, day] = [said(person, at), dayOf(at)];
    if (!life.marketing) note(`${who} ${kind} without consent`);
    if (life.wantsNoContact) note(`${who} ${kind} to somebody who asked not to be contacted`);
    if (life.hasTicket) note(`${who} ${kind} while a ticket was open`);
    if (day - life.refundDay < 7) note(`${who} ${kind} ${day - life.refundDay} days after a refund`);
    if (kind === "nudge" && life.hasOrderedLast) note(`${who} a reminder to somebody who has just bought`);
    const { minute } = clockIn(zoneOf(person), at);
    if (minute >= 21 * 60 || minute < 8 * 60) note(`${who} ${kind} at minute ${minute} of the person's day`);

    const before = life.messages.filter((one) => one.at < at && one.day > day - tired.withinDays).length;
    const isTired = before >= tired.after && day - life.orderDay >= tired.withinDays;
    if (isTired) reach("tired");
    life.messages.push({ at, day, channel });
    for (const { name, atMost, withinDays, channels } of messageCaps) {
      const days = isTired ? 2 * withinDays : withinDays;
      const within = life.messages.filter((one) => one.day > day - days && channels.includes(one.channel)).length;
      if (within === atMost) reach(name);
      if (within > atMost) note(`${who} ${within} ${name} within ${days} days`);
    }
    if (tacticId === "ten-mail") {
      if (!life.hadTrouble && at - life.mailedTacticAt < betweenMailedTacticsMs)
        note(`${who} ten-mail ${(at - life.mailedTacticAt) / hourMs} hours after another`);
      life.mailedTacticAt = at;
    }
    if (offerId !== null) promised(person, at, "was mailed");
  }

  return {
    note,
    does(person, act, at) {
      const life = lifeOf(person);
      if (act === "consents" || act === "withdraws") life.marketing = act === "consents";
      else if (act === "wants-no-contact") life.wantsNoContact = true;
      else if (act === "opens-ticket" || act === "closes-ticket") life.hasTicket = act === "opens-ticket";
      else if (act === "is-refunded") life.refundDay = dayOf(at);
      if (act === "opens-ticket" || act === "is-refunded") life.hadTrouble = true;
      if (act === "views") life.hasOrderedLast = false;
      if (act !== "orders" && act !== "orders-with-code") return;
      life.orders += 1;
      life.hasOrderedLast = true;
      life.orderDay = dayOf(at);
      if (act === "orders-with-code" && life.offerFrom !== null && at < life.offerFrom + offerMs) {
        life.redeemed = true;
        reach("offer redeemed");
      }
    },
    shown(person, placementId, { tacticId, offer }, at) {
      const life = lifeOf(person);
      const { day, minute } = clockIn(timeZone, at);
      if (life.offerFrom !== null && at >= life.offerFrom + offerMs) reach("asked after the offer's end");
      if (tacticId === null) return;
      life.showings = life.showings.filter((one) => one.at > at - 8 * dayMs);
      life.showings.push({ at, tacticId });
      for (const { name, atMost, withinMs, counts } of showingCaps) {
        if (!counts(tacticId)) continue;
        const within = life.showings.filter((one) => counts(one.tacticId) && one.at > at - withinMs).length;
        if (within === atMost) reach(name);
        if (within > atMost) note(`${said(person, at)} ${within} ${name}, of ${atMost}`);
      }
      if (placementId === "strip" && (minute >= 22 * 60 || minute < 7 * 60))
        note(`${said(person, at)} was shown ${tacticId} at minute ${minute} of the day`);
      if (tacticId === "banner" && day - life.orderDay < 7)
        note(`${said(person, at)} was shown banner ${day - life.orderDay} days after buying`);
      if (offer !== undefined) promised(person, at, "was shown");
    },
    got(message) {
      const { id, person, at, kind } = message;
      const life = lifeOf(person);
      if (seen.has(id)) note(`${said(person, at)} ${kind} ${id} twice`);
      seen.add(id);
      if (message.channel === "email" && life.isRefused)
        note(`${said(person, at)} ${kind} to an address that was refused`);
      if (kind !== "receipt") return promotion(message);
      life.receipts += 1;
      if (life.receipts > life.orders) note(`${person}: ${life.receipts} receipts of ${life.orders} orders`);
    },
    refused(person) {
      const life = lifeOf(person);
      if (life.isRefused) note(`${person}: written to again after the address was refused`);
      life.isRefused = true;
      reach("address refused");
    },
    outcome: () => ({ messages: seen.size, peopleWithOffer: withOffer.size, reached, violations }),
  };
}

function newLife(): Life {
  return {
    marketing: false,
    wantsNoContact: false,
    hasTicket: false,
    hadTrouble: false,
    isRefused: false,
    hasOrderedLast: false,
    orders: 0,
    receipts: 0,
    orderDay: never,
    refundDay: never,
    showings: [],
    messages: [],
    mailedTacticAt: never,
    offerFrom: null,
    redeemed: false,
  };
}
