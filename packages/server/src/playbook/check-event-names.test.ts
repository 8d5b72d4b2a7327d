import { expect, test } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { checkEventNames } from "./check-event-names.ts";

const said = (text: string, came: ReadonlySet<string> | null = new Set(["Demo Booked"])) =>
  checkEventNames(readConfiguration(`placements: { hero: {} }\n${text}`).playbook, came).map(
    ({ code, path, message }) => `${code} ${path}: ${message}`,
  );

test("an event that nobody sends is told of with the name that was probably meant, wherever a condition asks for it", () => {
  expect(said("segments: { x: { when: { all: [{ visitor: new }, { not: { event: Ordr Completed } }] } } }")).toEqual([
    "unseen-event segments.x.when: It asks about Ordr Completed, which did not come in for 90 days; did you mean Order Completed?",
  ]);
  expect(said("tactics: { t: { placement: hero, when: { daysSince: Demo Bokked, atLeast: 2 } } }")).toEqual([
    "unseen-event tactics.t.when: It asks about Demo Bokked, which did not come in for 90 days; did you mean Demo Booked?",
  ]);
  expect(said("segments: { x: { when: { sequence: [{ event: Product Viewed }, { event: Quote Sent }] } } }")).toEqual([
    "unseen-event segments.x.when: It asks about Quote Sent, which did not come in for 90 days.",
  ]);
  expect(said("journeys: { j: { trigger: { event: Signd Up }, steps: [{ wait: { hours: 1 } }] } }")).toEqual([
    "unseen-event journeys.j.trigger: It asks about Signd Up, which did not come in for 90 days; did you mean Signed Up?",
  ]);
});

test("what came in, what the vocabulary knows, and everything before the first event is not told of", () => {
  expect(said("segments: { x: { when: { event: Demo Booked } }, y: { when: { event: Order Completed } } }")).toEqual(
    [],
  );
  expect(said("segments: { x: { when: { event: Ordr Completed } } }", null)).toEqual([]);
});
