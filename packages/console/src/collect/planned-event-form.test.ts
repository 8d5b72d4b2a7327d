import type { PlannedEvent } from "@attune/model/tracking-plan";
import { expect, test } from "vitest";
import { plannedEvent, plannedEventForm } from "./planned-event-form.ts";

const event: PlannedEvent = {
  description: "Somebody bought.",
  owner: "data",
  sources: ["web", "till"],
  properties: {
    order_id: { type: ["text", "number"], required: true },
    plan: { type: ["text"], values: ["a, with a comma", "b"] },
  },
};

test("a form that nobody touched says the event that it began from", () => {
  expect(plannedEvent(plannedEventForm("Order Completed", event))).toEqual(event);
  expect(plannedEvent(plannedEventForm("Order Completed"))).toEqual({});
});

test("a property without a name is not said, and types keep one order", () => {
  const form = plannedEventForm("Order Completed");
  const typed = [
    { name: " coupon ", types: ["number" as const, "text" as const], isRequired: false, values: " \n " },
    { name: "", types: ["text" as const], isRequired: true, values: "" },
  ];
  expect(plannedEvent({ ...form, properties: typed })).toEqual({
    properties: { coupon: { type: ["text", "number"] } },
  });
});
