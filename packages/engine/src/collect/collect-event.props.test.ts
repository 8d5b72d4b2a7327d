import type { Event } from "@attune/model/event";
import type { JsonObject } from "@attune/model/json";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collect, kept } from "./collect-cases.suite.ts";
import { vocabulary } from "./vocabulary.ts";

const fieldNames = [
  ..."type event userId anonymousId previousId messageId timestamp originalTimestamp sentAt receivedAt channel".split(
    " ",
  ),
  ..."properties traits context groupId integrations action name category".split(" "),
];
const words = [
  "track",
  "identify",
  "alias",
  "page",
  "Order Completed",
  "purchase",
  "Product Viewed",
  "u1",
  "EUR",
  "-1",
  "2026-01-01T00:00:00Z",
];

/** Values that look like what clients send, mixed with anything JSON can say. */
const likely = fc.oneof(fc.constantFrom(...words), fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double());
const commerce = fc.dictionary(
  fc.constantFrom(
    ..."product_id sku price quantity currency revenue total tax shipping products items order_id value id email".split(
      " ",
    ),
  ),
  fc.oneof(
    likely,
    fc.array(fc.dictionary(fc.constantFrom("product_id", "price", "quantity", "currency", "line_item"), likely)),
  ),
);
const rawEvent = fc.dictionary(fc.constantFrom(...fieldNames), fc.oneof(likely, commerce));

const soundEvent = fc.record(
  {
    type: fc.constantFrom("track", "identify", "page", "screen", "group", "alias"),
    event: fc.oneof(
      fc.constantFrom(...Object.keys(vocabulary), "purchase", "Tea Poured"),
      fc.stringMatching(/^[A-Za-z]{1,20}$/),
    ),
    userId: fc.stringMatching(/^u[a-z0-9]{1,10}$/),
    anonymousId: fc.stringMatching(/^a[a-z0-9]{1,10}$/),
    previousId: fc.stringMatching(/^p[a-z0-9]{1,10}$/),
    messageId: fc.uuid(),
    timestamp: fc
      .date({ min: new Date(0), max: new Date("2026-01-10T00:00:00Z"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    traits: fc.dictionary(
      fc.constantFrom("email", "plan", "phone"),
      fc.constantFrom("Ada@Example.com", "+44 20 7946 0018", "x"),
    ),
    properties: fc.record(
      {
        order_id: fc.string(),
        transaction_id: fc.string(),
        currency: fc.constantFrom("EUR", "usd"),
        revenue: fc.integer({ min: 0, max: 1e6 }).map((cents) => cents / 100),
        tax: fc.integer({ min: 0, max: 1e4 }).map((cents) => cents / 100),
        products: fc.array(
          fc.record({
            product_id: fc.stringMatching(/^[a-z0-9]{1,6}$/),
            price: fc.integer({ min: 0, max: 1e5 }).map((c) => c / 100),
            quantity: fc.nat(9),
          }),
          { maxLength: 5 },
        ),
      },
      { requiredKeys: [] },
    ),
    context: fc.record(
      {
        ip: fc.ipV4(),
        userAgent: fc.constantFrom("Mozilla/5.0 (iPhone) Mobile", "Googlebot/2.1"),
        gpc: fc.boolean(),
        consent: fc.record({
          categoryPreferences: fc.dictionary(fc.constantFrom("Analytics", "Advertising"), fc.boolean()),
        }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["type", "event", "userId", "messageId", "previousId", "timestamp"] },
);

describe("collectEvent, whatever it is given", () => {
  it("never throws and always says what became of it", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(fc.oneof(anything, rawEvent, fc.dictionary(fc.constantFrom(...fieldNames), anything)), (raw) => {
        const outcome = collect(raw);
        expect(["keep", "drop", "quarantine"]).toContain(outcome.kind);
        if (outcome.kind !== "keep") expect(outcome.reason).toMatch(/\.$/);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps only events that JSON can carry, with whole money and at least one identifier", () => {
    fc.assert(
      fc.property(fc.oneof(rawEvent, soundEvent), (raw) => {
        const outcome = collect(raw);
        if (outcome.kind !== "keep") return;
        const event = outcome.value;
        expect(JSON.parse(JSON.stringify(event))).toEqual(JSON.parse(JSON.stringify(event)));
        expect(event.identifiers.length).toBeGreaterThan(0);
        expect(Number.isSafeInteger(event.at)).toBe(true);
        if (event.money !== undefined) expect(Number.isSafeInteger(event.money.amountMicros)).toBe(true);
        for (const item of event.items) expect(Number.isSafeInteger(item.priceMicros ?? 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is idempotent: a kept event, written in canonical form, is kept as the same", () => {
    fc.assert(
      fc.property(soundEvent, (raw) => {
        const first = collect(raw);
        // Without consent there is nothing to compare but the refusal itself.
        fc.pre(first.kind === "keep" && first.value.consent?.analytics !== false);
        const event = (first as { value: Event }).value;
        const { originalName: _, ...same } = event;
        expect(kept(canonicalForm(event))).toEqual(same);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps every sound event of a person who allows it", () => {
    fc.assert(
      fc.property(soundEvent, (raw) => {
        const outcome = collect(raw);
        const refuses = raw.context?.consent?.categoryPreferences.Analytics === false && raw.type !== "identify";
        expect(outcome.kind).toBe(refuses ? "drop" : "keep");
      }),
      { numRuns: 500 },
    );
  });
});

/** A kept event as a client would send it: identifiers that have a field of their own there, the others as external ids. */
function canonicalForm(event: Event): JsonObject {
  const raw: JsonObject = {
    type: event.type,
    messageId: event.messageId,
    timestamp: new Date(event.at).toISOString(),
    channel: event.channel,
    properties: event.properties,
    traits: event.traits,
    context: event.context,
  };
  if (event.type === "track") raw.event = event.name;
  for (const { namespace, value } of event.identifiers) {
    if (namespace === "user_id") raw.userId = value;
    else if (namespace === "anonymous_id") raw.anonymousId = value;
  }
  if (event.previous !== undefined) raw.previousId = event.previous.value;
  return raw;
}
