import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const configuration = `
placements: { hero: { default: { content: {} } } }
tactics: { all: { placement: hero, holdout: 0.5, content: { a: 1 } } }
holdout: 0
`;

describe("anonymise", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration });
  });
  afterAll(() => app.close());

  const post = async (url: string, payload: object) =>
    (await app.server.inject({ method: "POST", url, headers: basic(secretKey), payload })).json();
  const get = async (url: string) =>
    (await app.server.inject({ method: "GET", url, headers: basic(secretKey) })).json();

  it("keeps every count and forgets who it was, and a replay says the same", async () => {
    const ada = { userId: "ada", anonymousId: "browser-77" };
    await post("/v1/identify", { ...ada, traits: { email: "ada@example.com", name: "Ada Lovelace" } });
    await post("/v1/decide", { ...ada, placements: ["hero"] });
    await post("/v1/track", {
      ...ada,
      event: "Order Completed",
      properties: {
        order_id: "order-4711",
        total: 30,
        currency: "EUR",
        note: "for Ada Lovelace",
        products: [{ product_id: "p", price: 30, quantity: 1 }],
      },
    });
    await post("/v1/track", {
      userId: "bob",
      event: "Order Completed",
      properties: { order_id: "o2", total: 5, currency: "EUR" },
    });
    /** What does not ask who it was, or at which minute. */
    const report = async () => {
      const { customers, orders, grossRevenue, netRevenue, refunds } = await get("/v1/measure/totals");
      return { customers, orders, grossRevenue, netRevenue, refunds };
    };
    const counted = await report();
    expect(counted).toMatchObject({ customers: 2, orders: 2, grossRevenue: 35 });

    const answer = await post("/v1/privacy/anonymise/user_id/ada", {});
    expect(answer).toMatchObject({ mode: "anonymise", complete: true });
    await app.engine.settled(5_000);
    expect(await report()).toEqual(counted);
    const everything = async () => {
      const { log, state } = app.engine.stores;
      const entries = await log.read(1, 1_000);
      const ids = await state.profileIds(null, 100);
      const profiles = await Promise.all(ids.map((id) => state.profile(id)));
      return JSON.stringify({ entries, profiles });
    };
    const after = await everything();
    for (const trace of ["ada", "browser-77", "Lovelace", "order-4711"]) expect(after).not.toContain(trace);
    expect((await app.server.inject({ url: "/v1/profiles/user_id/ada", headers: basic(secretKey) })).statusCode).toBe(
      404,
    );

    await app.engine.replay(() => {}, new AbortController().signal);
    await app.engine.settled(5_000);
    expect(await everything()).toBe(after);
    expect(await report()).toEqual(counted);
  });
});
