import type { DeliveryRules } from "@attune/model/delivery";
import { sentCounter } from "@attune/model/message";
import type { EventCounter } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { describe, expect, it } from "vitest";
import { noon, person, utc } from "./browse-journey.suite.ts";
import { maySend } from "./may-send.ts";
import { nextOutside, nextWithin } from "./next-hours.ts";

/** @param days by event: how often on each day, the last of them today. */
function personWithDays(days: Record<string, number[]>): MovableView {
  const today = utc.dayOf(noon);
  const counterOf = (name: string): EventCounter | undefined => {
    const counts = days[name];
    return counts && { total: counts.reduce((sum, n) => sum + n, 0), lastDay: today, days: counts };
  };
  return person(noon, {}, { counter: counterOf });
}

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

  it("holds where it is not known whether promotion pauses: a ticket of the same day as its end, both no longer kept", () => {
    const paused: DeliveryRules = {
      caps: [],
      pauseWhile: { sequence: [{ event: "Opened" }, { event: "Closed", atMost: 0 }], withinDays: 30 },
    };
    const busy = { events: { list: [], completeAfter: noon - 1_000 } };
    const view = (counts: Record<string, number>) => person(noon, counts, busy);
    expect(verdict(view({ Opened: 1, Closed: 1 }), paused)).toMatch(/^hold: promotion pauses: perhaps/);
    expect(verdict(view({ Closed: 1 }), paused)).toBe("send");
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
