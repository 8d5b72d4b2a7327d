import type { PlannedEvent } from "@attune/model/tracking-plan";
import { expect, test } from "vitest";
import { draftedEvents, mergedEvent } from "./merged-plan.ts";

const planned: PlannedEvent = {
  description: "Somebody bought.",
  owner: "data",
  sources: ["web"],
  properties: {
    order_id: { type: ["text"], required: true },
    plan: { type: ["text"], values: ["basic", "gold"] },
    gift: { type: ["boolean"], required: true },
  },
};

test("taking over what was seen widens the plan, and keeps what people wrote", () => {
  const seen: PlannedEvent = {
    sources: ["web", "till"],
    properties: {
      order_id: { type: ["text", "number"], required: true },
      plan: { type: ["text"], values: ["gold", "team"] },
      coupon: { type: ["text"] },
    },
  };
  expect(mergedEvent(planned, seen)).toEqual({
    description: "Somebody bought.",
    owner: "data",
    sources: ["web", "till"],
    properties: {
      order_id: { type: ["text", "number"], required: true },
      plan: { type: ["text"], values: ["basic", "gold", "team"] },
      gift: { type: ["boolean"] },
      coupon: { type: ["text"] },
    },
  });
  const [drafted] = draftedEvents({ Bought: planned }, { Bought: seen });
  expect(drafted?.state).toBe("differs");
  expect(drafted?.differences).toEqual([
    "also from till",
    "order_id also number",
    "plan also “team”",
    "gift no longer required",
    "also coupon",
  ]);
});

test("values beyond a list open it; an event from everywhere stays so", () => {
  const seen = { sources: ["till"], properties: { plan: { type: ["text" as const] } } };
  const merged = mergedEvent({ properties: { plan: { type: ["text"], values: ["basic"] } } }, seen);
  expect(merged).toEqual({ properties: { plan: { type: ["text"] } } });
});

test("what the plan allows already is the same, and new events come first", () => {
  const found = draftedEvents(
    { Seen: {} },
    { Seen: { sources: ["web"] }, Fresh: { properties: { a: { type: ["text"] } } } },
  );
  expect(found.map(({ event, state }) => [event, state])).toEqual([
    ["Fresh", "new"],
    ["Seen", "same"],
  ]);
});
