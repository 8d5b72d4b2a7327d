import type { PlaybookPlan } from "@attune/model/playbook-report";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../../testing/memory-app.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const running = `
business: { timeZone: UTC, currency: EUR }
holdout: 0
placements: { hero: {}, footer: {} }
tactics: { hello: { placement: hero, holdout: 0 } }
`;

describe("a plan, from living the last 28 days again", () => {
  let app: MemoryApp;
  let now = testNow;
  beforeEach(async () => {
    now = testNow - 40 * dayMs;
    app = await openMemoryApp({ configuration: running, clock: () => now });
  });
  afterEach(() => app.close());

  const post = async (url: string, payload: object, key = secretKey) =>
    (await app.server.inject({ method: "POST", url, headers: basic(key), payload })).json();
  async function send(userId: string, ...events: object[]): Promise<void> {
    const at = new Date(now).toISOString();
    await post(
      "/v1/batch",
      { batch: events.map((event) => ({ userId, timestamp: at, ...event })), sentAt: at },
      writeKey,
    );
  }
  const page = (path: string) => ({ type: "page", properties: { path } });
  const known = (userId: string) => ({
    type: "identify",
    traits: { email: `${userId}@example.com` },
    context: { consent: { marketing: true } },
  });
  async function plan(file: string): Promise<PlaybookPlan> {
    now = testNow;
    return post("/v1/playbook/plan", { file });
  }
  const later = (ms: number) => {
    now += ms;
  };

  it("tells how many people a new tactic would be shown to, how often, and what its cap holds back", async () => {
    await send("eve", page("/"));
    now = testNow - 10 * dayMs;
    // Ada: six home pages, three on one day; Bob one; Cleo looks at a product alone, where nobody asks for the hero.
    for (const gap of [0, hourMs, hourMs, dayMs, dayMs, dayMs]) {
      later(gap);
      await send("ada", page("/"));
      await post("/v1/decide", { userId: "ada", placements: ["hero"] });
    }
    await send("bob", page("/"));
    await send("cleo", page("/p/boots"));
    const next = running.replace(
      "tactics: {",
      "tactics: { offer: { placement: hero, priority: 1, holdout: 0, caps: [{ atMost: 1, withinDays: 1 }] },",
    );
    const { reach } = await plan(next);
    expect(reach).toMatchObject({ days: 28, people: 3, replayed: 3, notes: [] });
    expect((await plan(next)).reach).toEqual(reach);
    expect(reach?.changes).toEqual([
      {
        kind: "tactic",
        id: "offer",
        before: null,
        after: {
          people: 2,
          interval: null,
          perPerson: { mean: 2.5, p95: 4, most: 4 },
          heldBack: [{ why: "capped", times: 2 }],
        },
      },
    ]);
  });

  it("of a placement that nobody asks for yet, takes each page view, and says so", async () => {
    now = testNow - 5 * dayMs;
    await send("ada", page("/"), page("/p/boots"));
    const { reach } = await plan(running.replace("tactics: {", "tactics: { below: { placement: footer, holdout: 0 },"));
    expect(reach?.changes[0]?.after).toMatchObject({ people: 1, perPerson: { mean: 2, most: 2 } });
    expect(reach?.notes).toEqual([
      "Nobody asked for footer in these days: each page view is taken to, so this is the most that it can be.",
    ]);
  });

  it("tells how many messages a new journey would have sent to whom, caps and consent counted", async () => {
    now = testNow - 20 * dayMs;
    const view = { type: "track", event: "Product Viewed", properties: { product_id: "boots" } };
    await send("ada", known("ada"));
    await send("bob", known("bob"));
    await send("cleo", { ...known("cleo"), context: { consent: { marketing: false } } });
    for (let i = 0; i < 5; i++) {
      later(dayMs);
      await send("ada", view);
    }
    await send("bob", view);
    await send("cleo", view);
    later(hourMs);
    const order = { order_id: "o", total: 5, currency: "EUR" };
    await send("bob", { type: "track", event: "Order Completed", properties: order });
    const next = `${running}
messages: { note: { channel: email, subject: Hello, html: 'Hello {{ unsubscribeUrl }}' } }
delivery: { caps: [{ atMost: 3, withinDays: 7 }] }
journeys: { back: { trigger: { event: Product Viewed }, againAfterDays: 0, holdout: 0, stopOn: [Order Completed], steps: [{ wait: { hours: 4 } }, { send: note }] } }`;
    const { reach } = await plan(next);
    expect(reach?.changes).toEqual([
      {
        kind: "journey",
        id: "back",
        before: null,
        after: {
          people: 1,
          interval: null,
          perPerson: { mean: 3, p95: 3, most: 3 },
          heldBack: [
            { why: "the cap of 3 messages in 7 days is reached", times: 2 },
            { why: "no consent to marketing by email", times: 1 },
          ],
        },
      },
    ]);
  });

  it("tells what a changed rule does to what stays as it is", async () => {
    now = testNow - 10 * dayMs;
    for (let i = 0; i < 4; i++) {
      later(hourMs);
      await send("ada", page("/"));
      await post("/v1/decide", { userId: "ada", placements: ["hero"] });
    }
    const { reach } = await plan(`${running}restraint: { everywhere: { caps: [{ atMost: 3, withinDays: 1 }] } }`);
    expect(reach?.changes).toMatchObject([
      { id: "hello", before: { perPerson: { most: 4 } }, after: { perPerson: { most: 3 } } },
    ]);
  });

  it("says nothing where no tactic and no journey changes", async () => {
    const { reach } = await plan(running.replace("currency: EUR", "currency: EUR, name: Shop"));
    expect(reach).toBeNull();
  });
});
