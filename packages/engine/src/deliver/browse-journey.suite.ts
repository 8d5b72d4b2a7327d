import type { Journey, JourneyStep } from "@attune/model/journey";
import type { EventCounter } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";

export const utc = createCalendar("UTC");
export const hourMs = 3_600_000;
/** 1 June 2026. */
export const noon = Date.UTC(2026, 5, 1, 12);

/** Somebody on the gold plan who said yes to marketing; the counts are of today. */
export function person(at: number, counts: Record<string, number> = {}, more: Partial<MovableView> = {}): MovableView {
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

/** Somebody looked at a product; an order ends it. */
export function browseJourney(steps: JourneyStep[], more: Partial<Journey> = {}): Journey {
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
