import type { JourneyRun, PendingDelivery } from "@attune/model/journey";
import type { EventCounter } from "@attune/model/profile";
import type { MovableView } from "@attune/rules/person-view";
import { expect, it } from "vitest";
import { browseJourney, hourMs, noon, utc } from "./browse-journey.suite.ts";
import { messageLastsMs, whyMessageOver } from "./message-over.ts";

const journey = browseJourney([{ kind: "send", templateId: "m" }]);
const run: JourneyRun = {
  journeyId: "browse",
  profileId: "p",
  count: 1,
  enteredAt: noon,
  enteredOffset: 7,
  arm: "exposed",
  position: [1],
  wait: null,
  values: {},
  notes: [],
  end: { at: noon, why: "came to its end" },
};
const message: PendingDelivery = {
  deliveryId: "d",
  profileId: "p",
  journeyId: "browse",
  templateId: "m",
  channel: "email",
  values: {},
  dueAt: noon,
  attempts: 1,
  createdAt: noon,
};

type Seen = [name: string, at: number, offset: number];
function person(
  at: number,
  seen: Seen[],
  completeAfter = Number.NEGATIVE_INFINITY,
  counts: EventCounter | null = null,
) {
  const list = seen.map(([name, when, offset]) => ({ name, at: when, offset }));
  const view: MovableView = {
    traits: () => undefined,
    context: {},
    counter: (name) => (name === "Order Completed" ? (counts ?? undefined) : undefined),
    today: utc.dayOf(at),
    now: at,
    calendar: utc,
    visitor: "returning",
    cart: "empty",
    events: { list, completeAfter },
  };
  return view;
}
const bought = "Order Completed happened since";
const later = noon + hourMs;

it("an event counts from what began the run on, by the log: what was before, and what began it, do not", () => {
  const why = (...seen: Seen[]) => whyMessageOver(message, { journey, run }, person(later, seen));
  expect(why(["Order Completed", noon - 1, 6], ["Product Viewed", noon, 7])).toBeNull();
  expect(why(["Order Completed", noon + 20_000, 8])).toBe(bought);
  // A phone that was offline told of it late.
  expect(why(["Order Completed", noon - 1, 8])).toBe(bought);
  const begun = { ...journey, trigger: { event: "Order Completed" } };
  const atItsBeginning = person(later, [["Order Completed", noon, 7]]);
  expect(whyMessageOver(message, { journey: begun, run }, atItsBeginning)).toBeNull();
});

it("where a later run took the place of its own, what came after it was queued counts", () => {
  const next = { ...run, count: 2, enteredAt: later, enteredOffset: 20 };
  const why = (...seen: Seen[]) => whyMessageOver(message, { journey, run: next }, person(later, seen));
  expect(why(["Order Completed", noon, 6])).toBeNull();
  expect(why(["Order Completed", noon + 1, 8])).toBe(bought);
});

it("beyond the events that are kept the days tell it, from the day on which it was queued", () => {
  const tomorrow = noon + 24 * hourMs;
  const boughtOn = (day: number) => ({ total: 1, lastDay: utc.dayOf(day), days: [1] });
  const why = (counts: EventCounter, of = journey, completeAfter = noon + 1) =>
    whyMessageOver(message, { journey: of, run }, person(tomorrow, [], completeAfter, counts));
  expect(why(boughtOn(noon - 24 * hourMs))).toBeNull();
  expect(why(boughtOn(noon))).toBe(bought);
  expect(why(boughtOn(tomorrow))).toBe(bought);
  // The kept events reach back to when it was queued: they alone decide.
  expect(why(boughtOn(noon), journey, noon)).toBeNull();
  const begun = { ...journey, trigger: { event: "Order Completed" } };
  expect(why(boughtOn(noon), begun)).toBeNull();
  expect(why(boughtOn(tomorrow), begun)).toBe(bought);
});

it("what ended its run ends it; the end of its steps does not; three days do", () => {
  const stopped = { ...run, end: { at: noon + 1, why: "Order Completed happened" } };
  const why = (of: JourneyRun, at = later) => whyMessageOver(message, { journey, run: of }, person(at, []));
  expect(why(stopped)).toBe("the journey has ended: Order Completed happened");
  expect(why({ ...stopped, end: { ...stopped.end, at: noon } })).toBeNull();
  expect(why(run, noon + messageLastsMs)).toBeNull();
  expect(why(run, noon + messageLastsMs + 1)).toBe("it has waited for more than 3 days");
});
