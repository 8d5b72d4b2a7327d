import type { Event } from "@attune/model/event";
import type { JsonObject } from "@attune/model/json";
import { expect, it } from "vitest";
import { checkPlan } from "./check-plan.ts";
import { draftPlan } from "./draft-plan.ts";

const now = Date.UTC(2026, 10, 22);

function event(name: string, properties: JsonObject, source = "http"): Event {
  return {
    messageId: "m",
    type: "track",
    name,
    at: now,
    receivedAt: now - 1_000,
    source,
    identifiers: [{ namespace: "user_id", value: "ada" }],
    actor: "person",
    channel: "web",
    items: [],
    properties,
    traits: {},
    context: {},
  };
}
const orders = Array.from({ length: 200 }, (_, i) =>
  event("Order Completed", {
    order_id: `${i}`,
    // One in two hundred is sent as text: a slip, that a plan is to find.
    revenue: i === 0 ? "12" : i,
    payment: i % 2 === 0 ? "card" : "invoice",
    ...(i < 50 ? { coupon: `C${i}` } : {}),
  }),
);

it("learns types, what is always there, and few values from traffic; a slip and a rare name are no plan", () => {
  expect(draftPlan([...orders, event("Odrer Completed", {})])).toEqual({
    "Order Completed": {
      sources: ["http"],
      properties: {
        coupon: { type: ["text"] },
        order_id: { type: ["text"], required: true },
        payment: { type: ["text"], required: true, values: ["card", "invoice"] },
        revenue: { type: ["number"], required: true },
      },
    },
  });
});

it("finds each departure once, counted, with an example and its sources", () => {
  const plan = draftPlan(orders);
  const slips = [
    event("Order Completed", { order_id: "x", payment: "barter", revenue: 3 }),
    event("Order Completed", { order_id: "y", revenue: null, payment: "card", gift: true }, "import:till"),
    event("Odrer Completed", {}),
  ];
  const check = checkPlan({ ...plan, "Product Viewed": {} }, [...orders.slice(1, 98), ...slips], now);
  expect(check).toMatchObject({ events: 100, conform: 0.97, silent: ["Product Viewed"] });
  expect(check.violations.map(({ kind, event: name, property, example }) => [kind, name, property, example])).toEqual([
    ["unplanned-event", "Odrer Completed", undefined, null],
    ["unplanned-property", "Order Completed", "gift", "true"],
    ["unknown-value", "Order Completed", "payment", '"barter"'],
    ["missing", "Order Completed", "revenue", null],
    ["unplanned-source", "Order Completed", undefined, '"import:till"'],
  ]);
  expect(check.violations[1]).toMatchObject({ events: 1, share: 1 / 99, sources: ["import:till"] });
  expect(checkPlan(plan, orders, now).violations).toMatchObject([
    { kind: "wrong-type", property: "revenue", example: '"12"' },
  ]);
});

it("a name like a part of every object is a name", () => {
  expect(checkPlan({}, [event("__proto__", { constructor: 1 })], now).violations).toMatchObject([
    { kind: "unplanned-event", event: "__proto__" },
  ]);
  expect(
    draftPlan(Array.from({ length: 20 }, () => event("constructor", { toString: "x" }))).constructor,
  ).toMatchObject({
    properties: { toString: { type: ["text"] } },
  });
});
