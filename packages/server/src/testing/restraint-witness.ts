import type { PlacementDecision } from "@attune/model/decision";
import type { OutboundMessage } from "@attune/model/message";
import type { Calendar } from "@attune/rules/calendar";

/** Watches what people get, with rules of its own: it knows nothing of the engine but what came out of it. */
export interface Witness {
  consents(person: string, marketing: boolean): void;
  redeems(person: string, at: number): void;
  shown(person: string, placementId: string, decision: PlacementDecision, at: number): void;
  sent(person: string, message: OutboundMessage, at: number): void;
  note(violation: string): void;
  outcome(): { messages: number; peopleWithOffer: number; violations: string[] };
}

interface Life {
  marketing: boolean;
  showings: Array<{ at: number; tacticId: string; placementId: string }>;
  /** Days (business time) of marketing messages, by channel. */
  messages: Array<{ day: number; channel: string }>;
  offerFrom: number | null;
  redeemedAt: number | null;
}

const dayMs = 24 * 3_600_000;
const offerMs = 5 * dayMs;
const keptMs = 8 * dayMs;

/** The caps of the life's playbook: which showings count, how many, within how long. */
const caps: Array<{ name: string; atMost: number; withinMs: number; counts: (tacticId: string) => boolean }> = [
  { name: "everywhere", atMost: 6, withinMs: 7 * dayMs, counts: () => true },
  { name: "e-mail", atMost: 1, withinMs: 3 * dayMs, counts: (tacticId) => tacticId === "ten-mail" },
  { name: "ten-hero", atMost: 2, withinMs: 2 * dayMs, counts: (tacticId) => tacticId === "ten-hero" },
  { name: "banner", atMost: 3, withinMs: 7 * dayMs, counts: (tacticId) => tacticId === "banner" },
];

/** @param offerPeople how many the offer's budget allows */
export function createRestraintWitness(calendar: Calendar, offerPeople: number): Witness {
  const lives = new Map<string, Life>();
  const violations: string[] = [];
  const withOffer = new Set<string>();
  let messages = 0;

  function lifeOf(person: string): Life {
    let life = lives.get(person);
    if (life === undefined) {
      life = { marketing: false, showings: [], messages: [], offerFrom: null, redeemedAt: null };
      lives.set(person, life);
    }
    return life;
  }

  const note = (violation: string) => void violations.push(violation);

  function counted(person: string, tacticId: string, placementId: string, at: number): void {
    const life = lifeOf(person);
    life.showings = life.showings.filter((one) => one.at > at - keptMs);
    life.showings.push({ at, tacticId, placementId });
    for (const { name, atMost, withinMs, counts } of caps) {
      if (!counts(tacticId)) continue;
      const within = life.showings.filter((one) => counts(one.tacticId) && one.at > at - withinMs).length;
      if (within > atMost) note(`${person} ${new Date(at).toISOString()}: ${name} ${within} of ${atMost}`);
    }
  }

  function promised(person: string, at: number, how: string): void {
    const life = lifeOf(person);
    life.offerFrom ??= at;
    withOffer.add(person);
    if (withOffer.size > offerPeople) note(`${person}: the offer went to ${withOffer.size} people of ${offerPeople}`);
    if (at >= life.offerFrom + offerMs) note(`${person}: ${how} an offer that had ended`);
    if (life.redeemedAt !== null && at > life.redeemedAt) note(`${person}: ${how} an offer that was redeemed`);
  }

  return {
    note,
    consents(person, marketing) {
      lifeOf(person).marketing = marketing;
    },
    redeems(person, at) {
      const life = lifeOf(person);
      if (life.offerFrom !== null && at < life.offerFrom + offerMs) life.redeemedAt ??= at;
    },
    shown(person, placementId, decision, at) {
      if (decision.tacticId === null) return;
      counted(person, decision.tacticId, placementId, at);
      if (decision.offer !== undefined) promised(person, at, "was shown");
    },
    sent(person, { category, message }, at) {
      messages += 1;
      if (category === "transactional") return;
      const life = lifeOf(person);
      if (!life.marketing) note(`${person}: a message without consent`);
      const minute = calendar.minuteOf(at);
      if (minute >= 21 * 60 || minute < 8 * 60) note(`${person}: a message at minute ${minute} of the day`);
      const day = calendar.dayOf(at);
      life.messages = life.messages.filter((one) => one.day > day - 7);
      life.messages.push({ day, channel: message.channel });
      const ofEmail = life.messages.filter(({ channel }) => channel === "email").length;
      if (life.messages.length > 3) note(`${person}: ${life.messages.length} messages within seven days`);
      if (ofEmail > 2) note(`${person}: ${ofEmail} e-mails within seven days`);
      if (message.channel === "email" && message.html.split("|")[1] === "ten") promised(person, at, "was mailed");
    },
    outcome: () => ({ messages, peopleWithOffer: withOffer.size, violations }),
  };
}
