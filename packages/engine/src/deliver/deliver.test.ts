import type { DeliveryRules } from "@attune/model/delivery";
import type { Journey, JourneyRun, JourneyStep } from "@attune/model/journey";
import { sentCounter } from "@attune/model/message";
import type { EventCounter } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { describe, expect, it } from "vitest";
import { advanceRun, decided, explainRun, heard } from "./advance-run.ts";
import { nextDailyAt } from "./daily-triggers.ts";
import { enterJourney } from "./enter-journey.ts";
import { maySend } from "./may-send.ts";
import { nextOutside, nextWithin } from "./next-hours.ts";

const utc = createCalendar("UTC");
const hourMs = 3_600_000;
/** Noon of 1 June 2026. */
const noon = Date.UTC(2026, 5, 1, 12);

function person(at: number, counts: Record<string, number> = {}, more: Partial<MovableView> = {}): MovableView {
  const today = utc.dayOf(at);
  const counters = new Map<string, EventCounter>(
    Object.entries(counts).map(([name, n]) => [name, { total: n, lastDay: today, days: [n] }]),
  );
  return {
    traits: (name) => (name === "plan" ? "gold" : undefined),
    context: {},
    counter: (name) => counters.get(name),
    today,
    now: at,
    calendar: utc,
    visitor: "returning",
    cart: "empty",
    consent: { marketing: { value: true, at: 0, offset: 1 } },
    ...more,
  };
}

/** @param days by event: how often on each day, the last of them today. */
function personWithDays(days: Record<string, number[]>): MovableView {
  const today = utc.dayOf(noon);
  const counterOf = (name: string): EventCounter | undefined => {
    const counts = days[name];
    return counts && { total: counts.reduce((sum, n) => sum + n, 0), lastDay: today, days: counts };
  };
  return person(noon, {}, { counter: counterOf });
}

function journey(steps: JourneyStep[], more: Partial<Journey> = {}): Journey {
  return {
    journeyId: "browse",
    name: "Browse",
    trigger: { event: "Product Viewed" },
    againAfterMs: null,
    holdout: 0,
    windowDays: 7,
    stopOn: ["Order Completed"],
    steps,
    ...more,
  };
}

const by = { offset: 7, values: { product_id: "sku-1" }, told: "Product Viewed" };

function entered(of: Journey, at = noon, before?: JourneyRun): JourneyRun {
  const entry = enterJourney(of, { profileId: "p", bucketingKey: "p", view: person(at), before, globalHoldout: 0 }, by);
  if (entry.kind !== "enters") throw new Error(entry.why);
  return entry.run;
}

describe("enterJourney", () => {
  it("keeps out who is in it, who was in it within the time, and who does not fit", () => {
    const once = journey([{ kind: "wait", forMs: hourMs }]);
    const weekly = journey([], { againAfterMs: 7 * 24 * hourMs });
    const why = (of: Journey, before?: JourneyRun, at = noon) => {
      const candidate = { profileId: "p", bucketingKey: "p", view: person(at), before, globalHoldout: 0 };
      const entry = enterJourney(of, candidate, by);
      return entry.kind === "enters" ? `enters the ${entry.run.count}.` : entry.why;
    };
    const over: JourneyRun = { ...entered(once), end: { at: noon, why: "came to its end" } };
    expect(why(once, entered(once))).toBe("is in it already");
    expect(why(once, over, noon + 1e12)).toBe("was in it before");
    expect(why(weekly, over, noon + 6 * 24 * hourMs)).toBe("was in it before");
    expect(why(weekly, over, noon + 7 * 24 * hourMs)).toBe("enters the 2.");
    expect(why(journey([], { when: { trait: "plan", is: "free" } }))).toBe("the condition to enter does not hold");
  });

  it("who is held out enters and gets nothing; arms and propensities are those of a tactic", () => {
    const half = journey([{ kind: "send", templateId: "m" }], { holdout: 0.5 });
    const arms = Array.from({ length: 4000 }, (_, i) => {
      const candidate = { profileId: `${i}`, bucketingKey: `${i}`, view: person(noon), before: undefined };
      const entry = enterJourney(half, { ...candidate, globalHoldout: 0.1 }, by);
      if (entry.kind !== "enters") throw new Error(entry.why);
      return { ...entry.opportunity, isOver: entry.run.end !== null };
    });
    const share = (arm: string) => arms.filter((entry) => entry.arm === arm).length / arms.length;
    // Four binomial standard errors of 4,000 draws.
    expect(Math.abs(share("global-holdout") - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 4000));
    expect(Math.abs(share("tactic-holdout") - 0.45)).toBeLessThan(4 * Math.sqrt((0.45 * 0.55) / 4000));
    expect(arms.every(({ arm, isOver }) => isOver === (arm !== "exposed"))).toBe(true);
    expect(arms.find(({ arm }) => arm === "exposed")?.propensity).toBeCloseTo(0.45, 12);
  });
});

describe("advanceRun", () => {
  it("waits, decides, sends and ends; what was decided can be named in the message", () => {
    const of = journey([
      { kind: "wait", forMs: 4 * hourMs },
      { kind: "decide", placementId: "mail" },
      { kind: "send", templateId: "offer" },
    ]);
    const first = advanceRun(of, entered(of), person(noon), utc);
    expect(explainRun(first.run, [])).toBe("at step 1: waits until 2026-06-01T16:00:00.000Z");
    expect(advanceRun(of, first.run, person(noon + hourMs), utc)).toEqual({ run: first.run, effects: [], asks: null });
    const later = noon + 4 * hourMs;
    const asked = advanceRun(of, first.run, person(later), utc);
    expect(asked.asks).toBe("mail");
    const answered = decided(of, asked.run, { content: { code: "X" }, reason: "its condition holds" }, later);
    const last = advanceRun(of, answered, person(later), utc);
    expect(last.effects).toMatchObject([
      {
        kind: "send",
        templateId: "offer",
        values: { trigger: { product_id: "sku-1" }, decided: { content: { code: "X" } } },
      },
    ]);
    expect(last.run.end).toEqual({ at: later, why: "came to its end" });
    expect(last.run.notes.map(({ told }) => told)).toEqual([
      "entered: Product Viewed",
      "waits",
      "decided: its condition holds",
      "sends offer",
      "ended: came to its end",
    ]);
  });

  it("takes the side of a branch that holds, and goes on after it, however deep", () => {
    const of = journey([
      {
        kind: "branch",
        when: { trait: "plan", is: "gold" },
        holds: [
          {
            kind: "branch",
            when: { trait: "plan", is: "free" },
            holds: [{ kind: "send", templateId: "no" }],
            otherwise: [],
          },
          { kind: "send", templateId: "gold" },
        ],
        otherwise: [{ kind: "send", templateId: "other" }],
      },
      { kind: "set", trait: "nudged", value: true },
    ]);
    const { effects, run } = advanceRun(of, entered(of), person(noon), utc);
    expect(effects).toMatchObject([
      { templateId: "gold", position: [0, "holds", 1] },
      { trait: "nudged", position: [1] },
    ]);
    expect(run.end?.why).toBe("came to its end");
  });

  it("an event that it waits for lets it go on, one that stops it ends it, any other does nothing", () => {
    const of = journey([
      { kind: "wait-for", event: "Email Opened", atMostMs: hourMs },
      { kind: "send", templateId: "second" },
    ]);
    const { run } = advanceRun(of, entered(of), person(noon), utc);
    expect(heard(of, run, "Product Viewed", noon)).toBeNull();
    expect(advanceRun(of, heard(of, run, "Email Opened", noon + 1)!, person(noon + 1), utc).effects).toHaveLength(1);
    expect(heard(of, run, "Order Completed", noon + 1)?.end).toEqual({ at: noon + 1, why: "Order Completed happened" });
  });

  it("waits until the visit is over: it begins anew when the person comes back; what was sent is not their doing", () => {
    const of = journey([
      { kind: "wait-quiet", forMs: hourMs },
      { kind: "send", templateId: "m" },
    ]);
    const events = (...list: Array<[string, number]>) => ({
      events: { list: list.map(([name, at], offset) => ({ name, at, offset })), completeAfter: 0 },
    });
    const seen = person(noon, {}, events(["Product Viewed", noon]));
    const { run } = advanceRun(of, entered(of), seen, utc);
    expect(run.wait?.untilAt).toBe(noon + hourMs);
    const back = noon + hourMs / 2;
    const returned = person(noon + hourMs, {}, events(["Product Viewed", back], ["Email Sent", noon + hourMs - 1]));
    const still = advanceRun(of, run, returned, utc);
    expect([still.effects, still.run.wait?.untilAt]).toEqual([[], back + hourMs]);
    const gone = person(back + hourMs, {}, events(["Product Viewed", back]));
    expect(advanceRun(of, still.run, gone, utc).effects).toHaveLength(1);
  });

  it("looks at the condition to stop before every step", () => {
    const of = journey(
      [
        { kind: "wait", forMs: hourMs },
        { kind: "send", templateId: "m" },
      ],
      {
        stopWhen: { event: "Order Completed" },
      },
    );
    const { run } = advanceRun(of, entered(of), person(noon), utc);
    const after = advanceRun(of, run, person(noon + hourMs, { "Order Completed": 1 }), utc);
    expect(after.effects).toEqual([]);
    expect(after.run.end?.why).toMatch(/^the condition to stop holds/);
  });

  it("a position that another revision of the journey does not have is its end", () => {
    const long = journey([
      { kind: "wait", forMs: 1 },
      { kind: "wait", forMs: hourMs },
      { kind: "send", templateId: "m" },
    ]);
    const { run } = advanceRun(long, advanceRun(long, entered(long), person(noon), utc).run, person(noon + 1), utc);
    expect(run.position).toEqual([1]);
    const { effects, run: after } = advanceRun(journey([]), run, person(noon + 2 * hourMs), utc);
    expect([effects, after.end?.why]).toEqual([[], "came to its end"]);
  });
});

describe("good hours", () => {
  const berlin = createCalendar("Europe/Berlin");
  const time = (text: string) => Date.parse(text);

  it.each([
    ["09:00-20:00", "2026-06-01T05:30:00+02:00", "2026-06-01T09:00:00+02:00"],
    ["09:00-20:00", "2026-06-01T12:34:56+02:00", "2026-06-01T12:34:56+02:00"],
    ["09:00-20:00", "2026-06-01T20:00:00+02:00", "2026-06-02T09:00:00+02:00"],
    // The clock is put forward at 02:00: half past two does not exist on that day.
    ["02:30-02:45", "2026-03-29T00:00:00+01:00", "2026-03-30T02:30:00+02:00"],
  ])("%s from %s is %s", (hours, from, expected) => {
    expect(nextWithin(hours, berlin, time(from))).toBe(time(expected));
  });

  it("outside of quiet hours over midnight", () => {
    expect(nextOutside("21:00-08:00", berlin, time("2026-06-01T23:10:00+02:00"))).toBe(
      time("2026-06-02T08:00:00+02:00"),
    );
  });
});

describe("nextDailyAt", () => {
  const today = utc.dayOf(noon);
  const at = (hour: number, day = today) => ({ at: day * 24 * hourMs + hour * hourMs, day });

  it("serves a time of day once a day; one that was never served begins with the next that is to come", () => {
    expect(nextDailyAt("18:00", null, utc, noon)).toEqual(at(18));
    expect(nextDailyAt("09:00", null, utc, noon)).toEqual(at(9, today + 1));
    expect(nextDailyAt("09:00", today - 1, utc, noon)).toEqual(at(9));
    expect(nextDailyAt("09:00", today, utc, noon)).toEqual(at(9, today + 1));
    expect(nextDailyAt("09:00", today - 30, utc, noon)).toEqual(at(9));
  });
});

describe("maySend", () => {
  const rules: DeliveryRules = {
    caps: [
      { atMost: 3, withinDays: 7 },
      { channel: "email", atMost: 2, withinDays: 1 },
    ],
  };
  const mail = { channel: "email", category: "marketing" } as const;
  const verdict = (view: MovableView, of: DeliveryRules = rules, message: Parameters<typeof maySend>[0] = mail) => {
    const said = maySend(message, view, of, utc, true);
    return said.kind === "send" ? "send" : `${said.kind}: ${said.why}`;
  };

  it("marketing needs consent, which is not assumed; a receipt does not, nor any cap", () => {
    expect(verdict(person(noon, {}, { consent: {} }))).toBe("skip: no consent to marketing by email");
    const yes = { value: true, at: 0, offset: 1 };
    const no = { value: false, at: 1, offset: 2 };
    expect(verdict(person(noon, {}, { consent: { "marketing-email": yes } }))).toBe("send");
    expect(verdict(person(noon, {}, { consent: { marketing: yes, "marketing-email": no } }))).toMatch(/^skip/);
    expect(verdict(person(noon, {}, { consent: { "marketing-web-push": yes } }))).toMatch(/^skip/);
    const receipt = { channel: "email", category: "transactional" } as const;
    expect(verdict(person(noon, { "Email Sent": 99 }, { consent: {} }), rules, receipt)).toBe("send");
  });

  it("who asked not to be contacted gets receipts alone, whatever they consented to", () => {
    const asked = person(noon, {}, { traits: (name) => (name === "do_not_contact" ? true : undefined) });
    expect(verdict(asked)).toBe("skip: asked not to be contacted");
    expect(verdict(asked, rules, { channel: "email", category: "transactional" })).toBe("send");
  });

  it("caps count a channel, or all together", () => {
    expect(verdict(person(noon, { "Email Sent": 1 }))).toBe("send");
    expect(verdict(person(noon, { "Email Sent": 2 }))).toBe("skip: the cap of 2 email messages in 1 days is reached");
    expect(verdict(person(noon, { "Email Sent": 1, "Push Notification Sent": 2 }))).toMatch(
      /cap of 3 messages in 7 days/,
    );
  });

  it("a cap of a category counts its messages alone, and holds beside the others", () => {
    const newsletter = { channel: "email", category: "newsletter" } as const;
    const weekly: DeliveryRules = {
      caps: [
        { category: "newsletter", atMost: 1, withinDays: 7 },
        { channel: "email", category: "back-in-stock", atMost: 2, withinDays: 1 },
        { atMost: 3, withinDays: 7 },
      ],
    };
    const said = (counts: Record<string, number>, message = newsletter as Parameters<typeof maySend>[0]) =>
      verdict(person(noon, counts), weekly, message);
    expect(said({ "Email Sent": 2 })).toBe("send");
    expect(said({ "Email Sent": 2, [sentCounter("Email Sent", "newsletter")]: 1 })).toBe(
      "skip: the cap of 1 newsletter messages in 7 days is reached",
    );
    expect(said({ "Email Sent": 2, [sentCounter("Push Notification Sent", "newsletter")]: 1 })).toMatch(/^skip/);
    expect(said({ "Email Sent": 2, [sentCounter("Email Sent", "newsletter")]: 1 }, mail)).toBe("send");
    expect(said({ "Email Sent": 3 })).toMatch(/cap of 3 messages in 7 days/);
    const restocked = { [sentCounter("Email Sent", "back-in-stock")]: 2 };
    expect(said(restocked, { channel: "email", category: "back-in-stock" })).toMatch(/2 email back-in-stock messages/);
    expect(said(restocked, { channel: "web-push", category: "back-in-stock" })).toBe("send");
  });

  it("receipts count for no cap and no fatigue", () => {
    const receipts = { "Email Sent": 9, [sentCounter("Email Sent", "transactional")]: 8 };
    expect(verdict(person(noon, receipts))).toBe("send");
    expect(verdict(person(noon, { ...receipts, "Email Sent": 10 }))).toMatch(/cap of 2 email messages/);
    expect(verdict(person(noon, receipts), { caps: [{ atMost: 2, withinDays: 30 }], tiredAfter: 5 })).toBe("send");
  });

  it("no response to many messages lets a cap's days count double; one response, or an order, restores it", () => {
    const tired: DeliveryRules = { caps: [{ atMost: 3, withinDays: 7 }], tiredAfter: 5 };
    const before = (event: string, daysAgo: number[]): Record<string, number[]> => ({
      [event]: Array.from({ length: 14 }, (_, i) => (daysAgo.includes(13 - i) ? 1 : 0)),
    });
    // None in these seven days, five in these fourteen.
    const sent = before("Email Sent", [8, 9, 10, 11, 12]);
    expect(verdict(personWithDays(sent), tired)).toBe(
      "skip: the cap of 3 messages in 14 days is reached (half as often: no response lately)",
    );
    for (const response of ["Email Link Clicked", "Push Notification Tapped", "Order Completed"])
      expect(verdict(personWithDays({ ...sent, ...before(response, [3]) }), tired)).toBe("send");
    // An opened mail is no response: programs open mails, too.
    expect(verdict(personWithDays({ ...sent, ...before("Email Opened", [3]) }), tired)).toMatch(/^skip/);
    // What nobody may count cannot have failed to come; a webhook has no answer.
    expect(maySend(mail, personWithDays(sent), tired, utc, false)).toEqual({ kind: "send" });
    expect(verdict(personWithDays(before("Webhook Sent", [8, 9, 10, 11, 12])), tired)).toBe("send");
  });

  it.each([
    // once a week: once in two weeks, not never
    [1, 7, 14, 1],
    [10, 30, 60, 10],
    // profiles count 90 days back: three quarters of four in them is half of four in 60
    [4, 60, 90, 3],
    [1, 60, 90, 1],
    [5, 90, 90, 2],
    [1, 90, 90, 1],
    [0, 7, 14, 0],
  ])("a cap of %i in %i days is for who is tired the one in %i days of %i", (atMost, withinDays, days, most) => {
    const tired: DeliveryRules = { caps: [{ atMost, withinDays }], tiredAfter: 1 };
    const sent = (count: number, daysAgo: number) =>
      verdict(personWithDays({ "Email Sent": [count, ...Array.from({ length: daysAgo }, () => 0)] }), tired);
    const said = `skip: the cap of ${most} messages in ${days} days is reached (half as often: no response lately)`;
    if (most > 1) expect(sent(most - 1, 0)).toBe("send");
    expect(sent(Math.max(1, most), 0)).toBe(said);
    if (days < 60 && most > 0) expect(sent(most, days)).toBe("send");
  });

  it("holds in quiet hours of the person's own time and while promotion pauses", () => {
    const night = { caps: [], quietHours: "21:00-08:00" };
    const said = maySend(mail, person(noon), night, createCalendar("Asia/Tokyo"), true);
    // Noon UTC is nine in the evening in Tokyo.
    expect(said).toMatchObject({ kind: "hold", untilAt: Date.UTC(2026, 5, 1, 23) });
    const paused: DeliveryRules = { caps: [], pauseWhile: { event: "Order Refunded", withinDays: 7 } };
    expect(verdict(person(noon, { "Order Refunded": 1 }), paused)).toMatch(/^hold: promotion pauses/);
  });
});
