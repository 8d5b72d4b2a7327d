import type { Condition } from "@attune/model/condition";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { describe, expect, it } from "vitest";
import { findMemberships, foundSame, layOver } from "./find-memberships.ts";
import { segmentsToFill } from "./segments-to-fill.ts";
import { transitionsBetween } from "./transitions-between.ts";

const hourMs = 3_600_000;
const monday = Date.parse("2026-03-02T00:00:00Z");
const calendar = createCalendar("UTC");

/** Somebody who ordered at midnight of Monday, seen some hours later. */
function seenAfter(hours: number): MovableView {
  const now = monday + hours * hourMs;
  const day = calendar.dayOf(monday);
  return {
    traits: (name) => (name === "plan" ? "pro" : undefined),
    context: {},
    counter: (name) => (name === "Order Completed" ? { total: 1, lastDay: day, days: [1] } : undefined),
    now,
    today: calendar.dayOf(now),
    calendar,
    visitor: "returning",
    cart: "empty",
    events: {
      list: [{ at: monday, offset: 1, name: "Order Completed" }],
      completeAfter: Number.NEGATIVE_INFINITY,
    },
  };
}

const conditions = new Map<string, Condition>([
  ["pro", { trait: "plan", is: "pro" }],
  ["just-bought", { event: "Order Completed", withinHours: 5 }],
  ["pro-for-long", { segment: "pro", forDays: 2 }],
  ["quiet-pro", { all: [{ segment: "pro" }, { not: { segment: "just-bought" } }] }],
  ["unknown", { score: "churn", atLeast: 0 }],
]);

describe("findMemberships", () => {
  it("says since when, and when time alone changes the first of them", () => {
    const found = findMemberships(conditions, seenAfter(2));
    const now = monday + 2 * hourMs;
    expect(found.since).toEqual({ pro: now, "just-bought": now });
    // The order leaves the five hours exactly five hours after it.
    expect(found.nextChangeAt).toBe(monday + 5 * hourMs);
  });

  it("keeps since when somebody was a member, and counts how long from there", () => {
    const before = { since: { pro: monday - 46 * hourMs, "just-bought": monday }, nextChangeAt: null };
    const found = findMemberships(conditions, seenAfter(6), before);
    expect(found.since).toEqual({
      pro: monday - 46 * hourMs,
      "pro-for-long": monday + 6 * hourMs,
      "quiet-pro": monday + 6 * hourMs,
    });
    const early = findMemberships(conditions, seenAfter(1), before);
    expect(early.since).not.toHaveProperty("pro-for-long");
    expect(early.nextChangeAt).toBe(monday + 2 * hourMs);
  });

  it("evaluates only what is asked, and is laid over what was known of the others", () => {
    const found = findMemberships(conditions, seenAfter(2), undefined, ["just-bought"]);
    expect(Object.keys(found.since)).toEqual(["just-bought"]);
    const before = { since: { pro: 7, "quiet-pro": 8, "just-bought": 9 }, nextChangeAt: 3 };
    expect(layOver(before, found, new Set(["just-bought", "quiet-pro"]))).toEqual({
      since: { pro: 7, "just-bought": monday + 2 * hourMs },
      nextChangeAt: 3,
    });
    expect(foundSame(before, { ...before, since: { ...before.since } })).toBe(true);
    expect(foundSame(before, { ...before, since: { pro: 7, "quiet-pro": 8 } })).toBe(false);
  });
});

describe("transitionsBetween", () => {
  it("names what was entered and what was left, and nothing that stayed", () => {
    const [before, after] = [
      { since: { a: 1, b: 2 }, nextChangeAt: null },
      { since: { b: 2, c: 3 }, nextChangeAt: 9 },
    ];
    expect(transitionsBetween("p", before, after, 3)).toEqual([
      { profileId: "p", segmentId: "a", change: "left", at: 3 },
      { profileId: "p", segmentId: "c", change: "entered", at: 3 },
    ]);
  });
});

describe("segmentsToFill", () => {
  it("takes those whose condition changed, and all that ask about them, however far", () => {
    const filled = new Map(conditions);
    expect(segmentsToFill(conditions, filled)).toEqual(new Set());
    filled.set("just-bought", { event: "Order Completed", withinHours: 6 });
    expect(segmentsToFill(conditions, filled)).toEqual(new Set(["just-bought", "quiet-pro"]));
    filled.delete("pro");
    expect(segmentsToFill(conditions, filled)).toEqual(new Set(["just-bought", "quiet-pro", "pro", "pro-for-long"]));
  });
});
