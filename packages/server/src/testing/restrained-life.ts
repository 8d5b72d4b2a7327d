import type { Channel } from "@attune/engine/ports/channel";
import { createEngine } from "@attune/engine/runtime/create-engine";
import { createRng, type Rng } from "@attune/math/rng";
import type { DecideResponse } from "@attune/model/decision";
import type { ChannelName, OutboundMessage } from "@attune/model/message";
import { createCalendar } from "@attune/rules/calendar";
import { openMemoryStores } from "@attune/store/memory/stores";
import { readConfiguration } from "../config/read-configuration.ts";
import { outletsThrough } from "../deliver/outlets.ts";
import { createRestraintWitness, type Witness } from "./restraint-witness.ts";

export interface LifeOptions {
  people: number;
  days: number;
  seed: string;
  /** Share of people who do something on a day. */
  activeShare: number;
  /** Told after each day. */
  onDay?: (day: number) => void;
}

export interface LifeOutcome {
  personDays: number;
  decisions: number;
  messages: number;
  orders: number;
  peopleWithOffer: number;
  /** Each departure from what the playbook allows, in words. */
  violations: string[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.parse("2026-03-02T00:00:00Z");
const timeZone = "Europe/Berlin";
/** Hours of the business's day at which people come; the last lies in the quiet hours. */
const moments = [9, 14, 20, 22];
const atOnce = 200;

/** What is allowed; the witness knows the same numbers from its own list. */
function playbookText(people: number): string {
  return `
business: { timeZone: ${timeZone}, currency: EUR }
holdout: 0.05
placements: { hero: {}, strip: { channel: app }, mail: { channel: email } }
restraint:
  everywhere: { caps: [{ atMost: 6, withinDays: 7 }] }
  channels: { email: { caps: [{ atMost: 1, withinDays: 3 }] } }
offers: { ten: { discount: { amount: 10 }, code: TEN, validDays: 5, budget: { people: ${Math.ceil(people / 4)} } } }
tactics:
  ten-hero: { placement: hero, offer: ten, priority: 2, holdout: 0.1, caps: [{ atMost: 2, withinDays: 2 }] }
  banner: { placement: hero, holdout: 0.1, caps: [{ atMost: 3, withinDays: 7 }] }
  ten-strip: { placement: strip, offer: ten, holdout: 0.1 }
  ten-mail: { placement: mail, offer: ten, holdout: 0.1 }
messages:
  nudge: { channel: email, subject: Look, html: '{{ decided.tacticId | default: "none" }}|{{ decided.offer.offerId | default: "none" }}|{{ unsubscribeUrl }}' }
  note: { channel: in-app, content: { line: Thanks } }
  receipt: { channel: email, category: transactional, subject: Receipt, html: receipt }
journeys:
  browse: { trigger: { event: Product Viewed }, againAfterDays: 2, holdout: 0.1, stopOn: [Order Completed], steps: [{ wait: { hours: 5 } }, { decide: mail }, { send: nudge }] }
  after: { trigger: { event: Order Completed }, againAfterDays: 0, holdout: 0.1, steps: [{ send: receipt }, { wait: { hours: 20 } }, { send: note }] }
delivery: { caps: [{ atMost: 3, withinDays: 7 }, { channel: email, atMost: 2, withinDays: 7 }], quietHours: "21:00-08:00", tiredAfter: 12 }
`;
}

/** People live for days in simulated time: look, are decided for, order with a code, take their consent back; a witness of its own watches. */
export async function liveRestrained(options: LifeOptions): Promise<LifeOutcome> {
  const { people, days, seed, activeShare } = options;
  const rng = createRng(seed);
  let now = begin;
  const witness = createRestraintWitness(createCalendar(timeZone), Math.ceil(people / 4));
  const stores = openMemoryStores();
  const email: Channel = {
    name: "email",
    async send(message) {
      witness.sent(personOf(message), message, now);
      return { kind: "accepted", reference: null };
    },
    async close() {},
  };
  const inApp: Channel = { ...email, name: "in-app" };
  const channels = new Map<ChannelName, Channel>([
    ["email", email],
    ["in-app", inApp],
  ]);
  const owners = new Map<string, string>();
  let ids = 0;
  const prepare = outletsThrough(channels, "https://shop.example");
  const engine = await createEngine({
    stores,
    ...readConfiguration(playbookText(people)),
    clock: () => now,
    newId: () => `id-${++ids}`,
    observe: {
      collected() {},
      trouble(what, error) {
        witness.note(`${what}: ${String(error)}`);
      },
    },
    prepareOutlets: (playbook) => prepare(playbook, { writeKey: "wk", secretKey: "sk" }),
  });

  function personOf({ to }: OutboundMessage): string {
    return to.includes("@") ? to.slice(0, to.indexOf("@")) : (owners.get(to) ?? to);
  }
  const collect = async (events: object[]) => {
    const arrival = { source: "http", receivedAt: now, maxEventBytes: 32_768, deduplicate: "day" as const };
    for (let from = 0; from < events.length; from += 1_000)
      await engine.collect(events.slice(from, from + 1_000), arrival);
  };
  const outcome: LifeOutcome = {
    personDays: people * days,
    decisions: 0,
    messages: 0,
    orders: 0,
    peopleWithOffer: 0,
    violations: [],
  };

  await collect(Array.from({ length: people }, (_, i) => identified(`p${i}`, i % 5 !== 0)));
  for (let i = 0; i < people; i++) {
    witness.consents(`p${i}`, i % 5 !== 0);
    const profile = await engine.findProfile({ namespace: "user_id", value: `p${i}` });
    owners.set(profile!.profileId, `p${i}`);
  }
  for (let day = 0; day < days; day++) {
    for (const hour of moments) {
      now = begin + day * dayMs + hour * hourMs;
      const events: object[] = [];
      const asking: string[] = [];
      for (let n = Math.round((people * activeShare) / moments.length); n > 0; n--) {
        const person = `p${Math.floor(rng.uniform() * people)}`;
        events.push(...actionOf(person, rng, now, witness, outcome));
        // Twice at once now and then: two devices.
        for (let times = rng.uniform() < 0.1 ? 2 : 1; times > 0; times--) asking.push(person);
      }
      for (let from = 0; from < asking.length; from += atOnce)
        await Promise.all(asking.slice(from, from + atOnce).map((person) => decideFor(person)));
      await collect(events);
      await engine.journeys!.settled();
    }
    options.onDay?.(day + 1);
  }

  async function decideFor(person: string): Promise<void> {
    const placements = ["hero", "strip"];
    const at = now;
    const { placements: shown }: DecideResponse = await engine.decide({ userId: person, placements });
    outcome.decisions += 1;
    for (const [placementId, decision] of Object.entries(shown)) witness.shown(person, placementId, decision, at);
  }

  await engine.close();
  return { ...outcome, ...witness.outcome() };
}

function identified(userId: string, marketing: boolean): object {
  const traits = { email: `${userId}@example.com` };
  return { type: "identify", userId, traits, context: { consent: { marketing } } };
}

function actionOf(person: string, rng: Rng, now: number, witness: Witness, outcome: LifeOutcome): object[] {
  const timestamp = new Date(now).toISOString();
  const draw = rng.uniform();
  const view = { type: "track", event: "Product Viewed", userId: person, timestamp, properties: { product_id: "mug" } };
  if (draw < 0.02) {
    witness.consents(person, false);
    return [identified(person, false)];
  }
  if (draw > 0.12) return [view];
  outcome.orders += 1;
  const coupon = rng.uniform() < 0.7 ? { coupon: "TEN", discount: 10 } : {};
  if ("coupon" in coupon) witness.redeems(person, now);
  const properties = { order_id: `${person}-${now}`, total: 30, currency: "EUR", ...coupon };
  return [view, { type: "track", event: "Order Completed", userId: person, timestamp, properties }];
}
