import { createRng, type Rng } from "@attune/math/rng";
import { goneHost, openRestrainedShop } from "./restrained-shop.ts";
import { type Act, createRestraintWitness, type WitnessOutcome } from "./restraint-witness.ts";

export interface LifeOptions {
  people: number;
  days: number;
  seed: string;
  /** Share of people who do something on a day. */
  activeShare: number;
  /** The server is stopped and started again after so many days. */
  restartEveryDays: number;
  /** What the playbook is changed by before it runs: a witness that nothing escapes notices what is missing. */
  change?: (playbook: string) => string;
  /** Told after each day. */
  onDay?: (day: number) => void;
}

export interface LifeOutcome extends WitnessOutcome {
  personDays: number;
  decisions: number;
  events: number;
  restarts: number;
  acts: Partial<Record<Act, number>>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.parse("2026-03-02T00:00:00Z");
const timeZone = "Europe/Berlin";
/**
 * Hours of UTC within which the clock stops once a day and people come: in Berlin about eight in the morning, about nine in the evening and deep in the quiet hours
 * among them, before and after summer time begins.
 */
const moments = [6.5, 9.5, 13, 17, 19.5, 21];
const atOnce = 64;
const perBatch = 200;

/** What is allowed; the witness knows the same numbers from its own list. */
function playbookText(offerPeople: number): string {
  return `
business: { timeZone: ${timeZone}, currency: EUR }
holdout: 0.05
placements: { hero: {}, strip: { channel: app }, mail: { channel: email } }
restraint:
  everywhere: { caps: [{ atMost: 6, withinDays: 7 }] }
  channels: { email: { caps: [{ atMost: 1, withinDays: 3 }] } }
offers: { ten: { discount: { amount: 10 }, code: TEN, validDays: 5, budget: { people: ${offerPeople} } } }
tactics:
  ten-hero: { placement: hero, offer: ten, priority: 2, holdout: 0.1, caps: [{ atMost: 2, withinDays: 2 }] }
  banner: { placement: hero, holdout: 0.1, caps: [{ atMost: 3, withinDays: 7 }], when: { event: Order Completed, withinDays: 7, atMost: 0 } }
  ten-strip: { placement: strip, offer: ten, holdout: 0.1, quietHours: "22:00-07:00" }
  ten-mail: { placement: mail, offer: ten, holdout: 0.1, priority: 2 }
messages:
  nudge: { channel: email, subject: 'nudge {{ decided.tacticId | default: "none" }} {{ decided.offer.offerId | default: "none" }}', html: '<a href="{{ unsubscribeUrl }}">No more</a>' }
  note: { channel: in-app, content: { line: Thanks } }
  receipt: { channel: email, category: transactional, subject: receipt, html: Thank you }
journeys:
  browse: { trigger: { event: Product Viewed }, againAfterDays: 2, holdout: 0.1, stopOn: [Order Completed], steps: [{ wait: { hours: 5 } }, { decide: mail }, { send: nudge }] }
  after: { trigger: { event: Order Completed }, againAfterDays: 0, holdout: 0.1, steps: [{ send: receipt }, { wait: { hours: 20 } }, { send: note }] }
delivery: { caps: [{ atMost: 3, withinDays: 7 }, { channel: email, atMost: 2, withinDays: 7 }], quietHours: "21:00-08:00", tiredAfter: 12 }
`;
}

/** People live for days in simulated time with a shop that is a whole server: they look, are decided for, order, complain, end their mails; a witness of its own watches. */
export async function liveRestrained(options: LifeOptions): Promise<LifeOutcome> {
  const { people, days, seed, activeShare, restartEveryDays, change = (playbook) => playbook } = options;
  const rng = createRng(seed);
  let now = begin;
  const offerPeople = Math.ceil(people / 4);
  const witness = createRestraintWitness(timeZone, zoneOf, offerPeople);
  const shop = await openRestrainedShop({
    playbook: change(playbookText(offerPeople)),
    clock: () => now,
    onRefused: witness.refused,
    onTrouble: witness.note,
  });
  const counts = { decisions: 0, events: 0, restarts: 0 };
  const acts: Partial<Record<Act, number>> = {};
  const tickets = new Map<string, number>();
  /** When a note may be in somebody's inbox: after the first of their orders that may bring one, and after the last. */
  const awaited = new Map<string, { from: number; last: number }>();
  const notesSeen = new Set<string>();

  async function collect(events: object[]): Promise<void> {
    counts.events += events.length;
    for (let from = 0; from < events.length; from += perBatch) await shop.collect(events.slice(from, from + perBatch));
  }

  /** What a person does, told to the witness and as events of the shop. */
  function act(person: string, what: Act): object[] {
    witness.does(person, what, now);
    acts[what] = (acts[what] ?? 0) + 1;
    if (what === "opens-ticket") tickets.set(person, now + (1 + Math.floor(rng.uniform() * 5)) * dayMs);
    if (what.startsWith("orders")) {
      const last = now + 20 * hourMs;
      awaited.set(person, { from: awaited.get(person)?.from ?? last, last });
    }
    return eventsOf(person, what, now);
  }

  async function decideFor(person: string, device: string | null): Promise<void> {
    const [userId, anonymousId] = [person, device === null ? {} : { anonymousId: `${person}-${device}` }];
    const { placements } = await shop.decide({ userId, ...anonymousId, placements: ["hero", "strip"] });
    counts.decisions += 1;
    for (const [placementId, decision] of Object.entries(placements)) witness.shown(person, placementId, decision, now);
  }

  /** Twice at once now and then: two devices. */
  async function decideForAll(visitors: readonly string[]): Promise<void> {
    const asking = visitors.flatMap((person) =>
      rng.uniform() < 0.1
        ? [
            [person, null],
            [person, "phone"],
          ]
        : [[person, null]],
    );
    await inLanes(asking as Array<[string, string | null]>, ([person, device]) => decideFor(person, device));
  }

  /** What is due by now goes out; a few end their mails by the link in them. */
  async function receive(): Promise<void> {
    const mails = await shop.settle();
    for (const mail of mails) witness.got(mail);
    await inLanes([...awaited], async ([person, { from, last }]) => {
      if (now < from) return;
      const fresh = (await shop.inboxOf(person)).filter(({ id }) => !notesSeen.has(id));
      for (const one of fresh) {
        notesSeen.add(one.id);
        witness.got(one);
      }
      if (fresh.some(({ at }) => at >= last) || now > last + 4 * dayMs) awaited.delete(person);
    });
    // What came at the same moment came before anybody could end it.
    for (const { person, unsubscribeUrl } of mails) {
      if (unsubscribeUrl === null || rng.uniform() > 0.01) continue;
      await shop.unsubscribe(unsubscribeUrl);
      act(person, "withdraws");
    }
  }

  const everybody = Array.from({ length: people }, (_, i) => `p${i}`);
  await collect(everybody.flatMap((person) => arrives(person, act)));
  for (let day = 0; day < days; day++) {
    for (const hour of moments) {
      now = begin + day * dayMs + Math.floor((hour + rng.uniform() * 0.99) * 60) * 60_000;
      const visitors = Array.from(
        { length: Math.round((people * activeShare) / moments.length) },
        // A few come often, most hardly ever.
        () => `p${Math.floor(people * rng.uniform() ** 3)}`,
      );
      await Promise.all([receive(), decideForAll(visitors)]);
      const events = visitors.flatMap((person) => act(person, actOf(person, rng, tickets)));
      for (const [person, closesAt] of tickets) {
        if (closesAt > now) continue;
        tickets.delete(person);
        events.push(...act(person, "closes-ticket"));
      }
      await collect(events);
      // What they did counts at once.
      await Promise.all([receive(), decideForAll(visitors.filter(() => rng.uniform() < 0.2))]);
    }
    if ((day + 1) % restartEveryDays === 0 && day + 1 < days) {
      await shop.restart();
      counts.restarts += 1;
    }
    options.onDay?.(day + 1);
  }
  await shop.close();
  return { personDays: people * days, ...counts, acts, ...witness.outcome() };
}

/** So many at once, in their order. */
async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < all.length) await work(all[next++]!);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

const numberOf = (person: string) => Number(person.slice(1));

function zoneOf(person: string): string {
  return { 2: "America/New_York", 3: "Asia/Tokyo" }[numberOf(person) % 7] ?? timeZone;
}

function addressOf(person: string): string {
  const host = { 4: goneHost, 5: "@slow.example" }[numberOf(person) % 41] ?? "@example.com";
  return `${person}${host}`;
}

/** A fifth allow no marketing. */
function arrives(person: string, act: (person: string, what: Act) => object[]): object[] {
  const zone = zoneOf(person);
  const traits = { email: addressOf(person), ...(zone === timeZone ? {} : { timezone: zone }) };
  return [
    { type: "identify", userId: person, traits },
    ...act(person, numberOf(person) % 5 === 0 ? "withdraws" : "consents"),
  ];
}

/** A quarter never order: they are the ones to be tired of messages. */
function actOf(person: string, rng: Rng, tickets: ReadonlyMap<string, number>): Act {
  const draw = rng.uniform();
  if (draw < 0.015) return "withdraws";
  if (draw < 0.035) return "consents";
  if (draw < 0.037) return "wants-no-contact";
  if (draw < 0.057 && !tickets.has(person)) return "opens-ticket";
  if (draw < 0.062) return "is-refunded";
  if (draw > 0.9 && numberOf(person) % 4 !== 1) return rng.uniform() < 0.7 ? "orders-with-code" : "orders";
  return "views";
}

function eventsOf(person: string, act: Act, now: number): object[] {
  const said = { userId: person, timestamp: new Date(now).toISOString() };
  const happens = (event: string, properties: object = {}) => ({ type: "track", event, properties, ...said });
  const view = happens("Product Viewed", { product_id: "mug" });
  const order = { order_id: `${person}-${now}`, total: 30, currency: "EUR" };
  switch (act) {
    case "consents":
    case "withdraws":
      return [{ type: "identify", ...said, context: { consent: { marketing: act === "consents" } } }];
    case "wants-no-contact":
      return [{ type: "identify", ...said, traits: { do_not_contact: true } }];
    case "views":
      return [view];
    case "orders":
      return [view, happens("Order Completed", order)];
    case "orders-with-code":
      return [view, happens("Order Completed", { ...order, coupon: "TEN", discount: 10 })];
    case "is-refunded":
      return [happens("Order Refunded", { ...order, order_id: `${person}-${now}-refund` })];
    case "opens-ticket":
      return [happens("Support Ticket Opened")];
    case "closes-ticket":
      return [happens("Support Ticket Closed")];
  }
}
