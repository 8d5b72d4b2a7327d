import type { Business } from "@attune/model/business";
import type { Event } from "@attune/model/event";
import { describe, expect, it } from "vitest";
import { collectEvent } from "./collect-event.ts";
import type { CollectSettings, Envelope } from "./envelope.ts";

const receivedAt = Date.UTC(2026, 0, 10, 12);

const business: Business = {
  name: "Shop",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  ratesMicros: { USD: 900_000 },
  revenue: { includeTax: false, includeShipping: false },
  internalTraffic: [{ ip: "10.0.0.0/8" }, { emailDomain: "shop.example" }, { userId: "qa-1" }, { flag: "staff" }],
};

const settings: CollectSettings = { business, reportingCurrency: "EUR" };

const envelope: Envelope = {
  receivedAt,
  source: "http",
  channel: "web",
  newMessageId: () => "made-1",
  maxEventBytes: 32_768,
};

function collect(raw: unknown, changes: Partial<Envelope> = {}, own: CollectSettings = settings) {
  return collectEvent(raw, { ...envelope, ...changes }, own);
}

function kept(raw: unknown, changes: Partial<Envelope> = {}, own: CollectSettings = settings): Event {
  const outcome = collect(raw, changes, own);
  if (outcome.kind !== "keep") throw new Error(`not kept: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

describe("collectEvent", () => {
  it("keeps an order with its money, lines and identifiers", () => {
    const event = kept({
      type: "track",
      event: "Order Completed",
      userId: "u1",
      anonymousId: "a1",
      messageId: "m1",
      timestamp: "2026-01-10T11:00:00.000Z",
      properties: {
        order_id: "o1",
        revenue: 25.1,
        tax: 2,
        shipping: 3,
        currency: "usd",
        products: [{ product_id: "p1", price: 10, quantity: 2, name: "Cup", category: "Games", brand: "Hasbro" }],
      },
    });
    expect(event).toMatchObject({
      messageId: "m1",
      name: "Order Completed",
      at: Date.UTC(2026, 0, 10, 11),
      identifiers: [
        { namespace: "user_id", value: "u1" },
        { namespace: "anonymous_id", value: "a1" },
      ],
      actor: "person",
      channel: "web",
      money: {
        kind: "order",
        amountMicros: 22_590_000,
        originalCurrency: "USD",
        originalAmountMicros: 25_100_000,
        orderId: "o1",
      },
      items: [{ itemId: "p1", name: "Cup", category: "Games", brand: "Hasbro", quantity: 2, priceMicros: 9_000_000 }],
    });
  });
});
