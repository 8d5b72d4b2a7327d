import type { JourneyEntry } from "@attune/model/journey";
import { expect, test } from "vitest";
import { journeyEntry, journeyForm } from "./journey-form.ts";

const entry: JourneyEntry = {
  name: "Cart abandonment",
  hypothesis: "A reminder brings orders back.",
  owner: "growth",
  trigger: { event: "Product Added" },
  when: { cart: "not-empty" },
  againAfterDays: 3,
  holdout: 0.07,
  windowDays: 14,
  stopOn: ["Order Completed", "Unsubscribed"],
  stopWhen: { cart: "empty" },
  steps: [
    { wait: { quietHours: 1 } },
    { branch: { event: "Email Opened" }, else: [{ send: "last-call", to: "team@shop.example" }] },
  ],
};

test("a form that nobody touched says the entry that it began from, whatever begins it", () => {
  expect(journeyEntry(journeyForm(entry))).toEqual(entry);
  for (const trigger of [{ enters: "vip" }, { leaves: "vip" }, { daily: "08:30", segment: "vip" }])
    expect(journeyEntry(journeyForm({ trigger, steps: [{ send: "hello" }] }))).toEqual({
      trigger,
      steps: [{ send: "hello" }],
    });
});

test("emptied fields are not said at all, and shares are typed as percent", () => {
  const form = { ...journeyForm(entry), hypothesis: " ", stopOn: " , ", holdoutPercent: "12.5", stopWhen: null };
  const changed = journeyEntry(form);
  expect(changed.holdout).toBe(0.125);
  expect(Object.keys(changed)).not.toEqual(expect.arrayContaining(["hypothesis"]));
  expect(changed.stopOn).toBeUndefined();
  expect(changed.stopWhen).toBeUndefined();
});

test("what cannot be read as a number goes to the check as it was typed", () => {
  expect(journeyEntry({ ...journeyForm(entry), windowDays: "a week" }).windowDays).toBe("a week");
});
