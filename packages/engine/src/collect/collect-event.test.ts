import { describe, expect, it } from "vitest";
import { collect, euros, fate, kept, overHttp, receivedAt, track } from "./collect-cases.suite.ts";

describe("collectEvent", () => {
  it("keeps an order with its money, lines and identifiers", () => {
    const event = kept({
      type: "track",
      event: "Order Completed",
      userId: "u1",
      anonymousId: "a1",
      messageId: "m1",
      timestamp: "2026-01-10T11:00:00.000Z",
      context: { library: { name: "analytics.js" }, userAgent: "Mozilla/5.0 (iPhone) Mobile" },
      properties: {
        order_id: "o1",
        revenue: 25.1,
        currency: "usd",
        products: [{ product_id: "p1", price: 10, quantity: 2, name: "Cup", category: "Games", brand: "Hasbro" }],
      },
    });
    expect(event).toMatchObject({
      messageId: "m1",
      name: "Order Completed",
      at: Date.UTC(2026, 0, 10, 11),
      receivedAt,
      source: "http",
      identifiers: [
        { namespace: "user_id", value: "u1" },
        { namespace: "anonymous_id", value: "a1" },
      ],
      actor: "person",
      channel: "web",
      device: "phone",
      // 25.10 USD at 0.9.
      money: {
        kind: "order",
        amountMicros: 22_590_000,
        originalCurrency: "USD",
        originalAmountMicros: 25_100_000,
        orderId: "o1",
      },
      items: [{ itemId: "p1", name: "Cup", category: "Games", brand: "Hasbro", quantity: 2, priceMicros: 9_000_000 }],
    });
    expect(event).not.toHaveProperty("originalName");
  });

  it("keeps an unknown event under its own name, as it is", () => {
    const event = kept(track("Tea Poured", { price: "hot", products: "many" }));
    expect(event).toMatchObject({ name: "Tea Poured", items: [], properties: { price: "hot", products: "many" } });
    expect(event).not.toHaveProperty("money");
  });

  it("says what a renamed event was called", () => {
    expect(kept(track("purchase"))).toMatchObject({ name: "Order Completed", originalName: "purchase" });
  });

  it("takes the type from the route, else from Segment's old `action`, where the event does not say it", () => {
    const { type: _, ...untyped } = track("Tea Poured") as { type: string };
    expect(kept(untyped, { typeFromRoute: "track" }).type).toBe("track");
    expect(kept({ ...untyped, action: "track" }).type).toBe("track");
    expect(fate(untyped)).toBe("unknown-type at type");
    expect(kept(track("Tea Poured"), { typeFromRoute: "page" }).type).toBe("track");
  });

  it("names calls without a name of their own", () => {
    const named = (type: string) => kept({ type, userId: "u1", previousId: "p1" }).name;
    expect(["page", "screen", "identify", "group", "alias"].map(named)).toEqual([
      "Page Viewed",
      "Screen Viewed",
      "identify",
      "group",
      "alias",
    ]);
    expect(kept({ type: "page", userId: "u1", name: "Home", category: "Docs" }).properties).toEqual({
      name: "Home",
      category: "Docs",
    });
  });

  it("asks for a message id once, where the event has none", () => {
    let asked = 0;
    const newMessageId = () => `new-${++asked}`;
    expect(kept(track("A", {}, { messageId: undefined }), { newMessageId }).messageId).toBe("new-1");
    expect(kept(track("A", {}, { messageId: 5 }), { newMessageId }).messageId).toBe("5");
    expect(asked).toBe(1);
  });

  it("adds the batch's context under the event's own", () => {
    const event = kept(track("A", {}, { context: { ip: "1.1.1.1" } }), {
      batchContext: { ip: "2.2.2.2", locale: "de" },
    });
    expect(event.context).toEqual({ ip: "1.1.1.1", locale: "de" });
  });

  it.each([
    ["a text", "not-an-object"],
    [5, "not-an-object"],
    [null, "not-an-object"],
    [[track("A")], "not-an-object"],
    [{ type: "trak", userId: "u1" }, "unknown-type at type"],
    [{ type: "track", userId: "u1" }, "missing-name at event"],
    [{ type: "track", userId: "u1", event: "  " }, "missing-name at event"],
    [{ type: "track", userId: "u1", event: 5 }, "wrong-type at event"],
    [{ type: "track", userId: "u1", event: "x".repeat(257) }, "too-large at event"],
    [track("A", {}, { messageId: {} }), "wrong-type at messageId"],
    [track("A", {}, { messageId: "m\ud800" }), "wrong-type at messageId"],
    [track("A", {}, { messageId: "x".repeat(513) }), "too-large at messageId"],
    [{ ...track("A"), properties: "many" }, "wrong-type at properties"],
    [{ ...track("A"), properties: [] }, "wrong-type at properties"],
    [track("A", {}, { context: 5 }), "wrong-type at context"],
    [track("A", {}, { traits: "x" }), "wrong-type at traits"],
    [track("A", { a: { b: [Number.NaN] } }), "wrong-type at properties.a.b[0]"],
    [track("A", { a: new Date() }), "wrong-type at properties.a"],
    [
      JSON.parse('{"type":"track","event":"A","userId":"u1","properties":{"__proto__":{"x":1}}}'),
      "forbidden-key at properties.__proto__",
    ],
    [track("A", { a: [{ constructor: 1 }] }), "forbidden-key at properties.a[0].constructor"],
    [track("A", { prototype: 1 }), "forbidden-key at properties.prototype"],
  ])("gives %j its reason: %s", (raw, expected) => {
    expect(fate(raw)).toBe(expected);
  });

  it("bounds depth, keys, values and bytes", () => {
    const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
    expect(fate(track("A", nested(14)))).toBe("keep");
    expect(fate(track("A", nested(15)))).toMatch(/^too-deep at properties\.a\.a/);
    const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
    expect(fate(track("A", wide(2_000)), { maxEventBytes: 1e6 })).toBe("keep");
    expect(fate(track("A", wide(2_001)), { maxEventBytes: 1e6 })).toBe("too-large at properties");
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    cyclic.list = new Array(50).fill(cyclic);
    expect(fate(track("A", cyclic))).toMatch(/^too-/);
  });

  it("measures bytes of JSON exactly at the limit", () => {
    const raw = track("Ä", { text: 'ß"\u0001' });
    const bytes = Buffer.byteLength(JSON.stringify(raw));
    expect(fate(raw, { maxEventBytes: bytes })).toBe("keep");
    expect(fate(raw, { maxEventBytes: bytes - 1 })).toBe("too-large");
  });

  it("drops events of a person who refuses analytics, and keeps only the refusal itself", () => {
    const refusing = {
      context: { consent: { categoryPreferences: { Analytics: false, Advertising: true } }, ip: "1.2.3.4" },
    };
    expect(collect(track("Tea Poured", {}, refusing))).toMatchObject({ kind: "drop", code: "no-consent" });
    expect(
      fate({ ...track("Tea Poured", { __proto: 1, when: "x" }), ...refusing, timestamp: "never", properties: 5 }),
    ).toBe("no-consent");
    expect(fate(track("Tea Poured"), { batchContext: refusing.context })).toBe("no-consent");
    const identify = kept({ type: "identify", userId: "u1", traits: { email: "a@b.example", plan: "x" }, ...refusing });
    expect(identify).toMatchObject({
      consent: { analytics: false, marketing: true },
      traits: {},
      context: {},
      properties: {},
    });
    expect(kept(track("Segment Consent Preference Updated", { a: 1 }, refusing)).properties).toEqual({});
  });

  it.each([
    [
      { Analytics: true, Advertising: false, Functional: true },
      { analytics: true, marketing: false, personalization: true },
    ],
    [
      { C0002: true, C0003: false, C0004: false },
      { analytics: true, personalization: false, marketing: false },
    ],
    [
      { analytics_storage: "granted", ad_storage: "denied" },
      { analytics: true, marketing: false },
    ],
    [{ Advertising: true, Targeting: false }, { marketing: false }],
    [{ Targeting: false, Advertising: true }, { marketing: false }],
    [{ Necessary: true }, undefined],
    [{ Analytics: "maybe" }, undefined],
  ])("reads consent %j as %j", (categoryPreferences, consent) => {
    expect(kept(track("A", {}, { context: { consent: { categoryPreferences } } })).consent).toEqual(consent);
  });

  it("takes Global Privacy Control for a refusal of personalization, marketing and sensitive categories", () => {
    const context = { gpc: true, consent: { categoryPreferences: { Advertising: true, Analytics: true } } };
    expect(kept(track("A", {}, { context })).consent).toEqual({
      analytics: true,
      personalization: false,
      marketing: false,
      sensitive: false,
    });
  });

  it.each([
    [{ library: { name: "analytics.js", version: "npm:next-1.84.3" } }, "web"],
    [{ library: { name: "@jitsu/js" } }, "web"],
    [{ library: { name: "@jitsu/js", env: "browser" } }, "web"],
    [{ library: { name: "@jitsu/js", env: "node" } }, "server"],
    [{ library: { name: "RudderLabs JavaScript SDK" } }, "web"],
    [{ library: { name: "@segment/analytics-node" } }, "server"],
    [{ library: { name: "analytics-python" } }, "server"],
    [{ library: { name: "analytics-java" } }, "server"],
    [{ library: { name: "analytics-ios" } }, "app"],
    [{ library: { name: "analytics-react-native" } }, "app"],
    [{ userAgent: "Mozilla/5.0" }, "web"],
    [{}, "server"],
  ])("tells the channel from %j: %s", (context, channel) => {
    expect(kept(track("A", {}, { context })).channel).toBe(channel);
  });

  it("believes an event that says its channel", () => {
    expect(kept(track("A", {}, { channel: "mobile" })).channel).toBe("app");
    expect(kept(track("A", {}, { channel: "pos" })).channel).toBe("store");
  });

  it("marks bots and declared internal traffic, and never what a server sent", () => {
    const userAgent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    expect(kept(track("A", {}, { context: { userAgent } })).actor).toBe("bot");
    expect(kept(track("A", {}, { context: { userAgent, library: { name: "@segment/analytics-node" } } })).actor).toBe(
      "person",
    );
    expect(kept(track("A", {}, { channel: "server", context: { userAgent } })).actor).toBe("person");
    expect(kept(track("A", {}, { userId: "qa-1" })).actor).toBe("internal");
  });

  it("does not change what it was given", () => {
    const raw = track("purchase", { transaction_id: "t1", value: 5, items: [{ item_id: "p1", price: 5 }] });
    const before = structuredClone(raw);
    collect(raw, overHttp, euros);
    expect(raw).toEqual(before);
  });
});
