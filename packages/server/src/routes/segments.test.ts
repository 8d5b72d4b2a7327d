import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

const configuration = `
placements:
  hero: { default: { content: { headline: Hello } } }
segments:
  buyers: { when: { event: Order Completed }, nextBestAction: Thank them }
  lookers: { template: viewed-not-bought }
  gold: { name: Gold, when: { trait: plan, is: gold } }
tactics:
  thanks: { placement: hero, when: { segment: buyers }, content: { headline: Thank you }, holdout: 0 }
holdout: 0
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
  const view = { type: "track", event: "Product Viewed", userId: "bob", properties: { product_id: "mug", price: 5 } };
  await app.engine.collect(
    [
      { type: "identify", userId: "ada", traits: { plan: "gold" } },
      {
        type: "track",
        event: "Order Completed",
        userId: "ada",
        properties: { order_id: "1", revenue: 30, currency: "EUR" },
      },
      ...[1, 2, 3].map((n) => ({ ...view, messageId: `v${n}` })),
      { type: "page", userId: "eve" },
    ],
    { source: "http", receivedAt: testNow, maxEventBytes: 32_768, deduplicate: "day" },
  );
  await app.engine.segments.settled(10_000);
});
afterEach(() => app.close());

async function ask(method: "GET" | "POST", url: string, payload?: object) {
  const response = await app.server.inject({
    method,
    url,
    headers: basic(secretKey),
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, body: response.json() };
}

function documented(method: string, route: string): TSchema {
  const { paths = {} } = app.server.swagger() as { paths?: Record<string, Record<string, unknown>> };
  const operation = paths[route]?.[method.toLowerCase()] as { responses?: Record<string, unknown> } | undefined;
  const answer = operation?.responses?.["200"] as { content?: Record<string, { schema: object }> } | undefined;
  return Type.Unsafe(answer?.content?.["application/json"]?.schema ?? { not: {} });
}

describe("the routes of segments", () => {
  it("answer what /openapi.json says they do", async () => {
    const asked: Array<["GET" | "POST", string, string, object?]> = [
      ["GET", "/v1/segments", "/v1/segments"],
      ["GET", "/v1/segments/templates", "/v1/segments/templates"],
      ["GET", "/v1/segments/overlap", "/v1/segments/overlap"],
      ["GET", "/v1/segments/coverage", "/v1/segments/coverage"],
      ["GET", "/v1/segments/transitions", "/v1/segments/transitions?after=0&limit=5"],
      ["GET", "/v1/segments/{id}", "/v1/segments/buyers"],
      ["GET", "/v1/segments/{id}/members", "/v1/segments/lookers/members?limit=1"],
      ["GET", "/v1/segments/{id}/explain/{namespace}/{person}", "/v1/segments/lookers/explain/user_id/bob"],
      ["POST", "/v1/segments/preview", "/v1/segments/preview", { when: { event: "Product Viewed", atLeast: 2 } }],
      ["POST", "/v1/segments/size", "/v1/segments/size", { when: { event: "Product Viewed", atLeast: 2 } }],
      ["POST", "/v1/segments/size", "/v1/segments/size", { when: { trait: "plan", is: "gold" } }],
      ["POST", "/v1/segments/{id}/backfill", "/v1/segments/gold/backfill", {}],
    ];
    for (const [method, route, url, payload] of asked) {
      const { status, body } = await ask(method, url, payload);
      expect([url, status]).toEqual([url, 200]);
      const wrong = [...Compile(documented(method, route)).Errors(body)].slice(0, 3);
      expect({ route, wrong }).toEqual({ route, wrong: [] });
    }
  });

  it("tell sizes, who shares whom, and what the active set covers", async () => {
    const { body } = await ask("GET", "/v1/segments");
    const sizes = body.segments.map((each: { segmentId: string; size: number }) => [each.segmentId, each.size]);
    expect(sizes).toEqual([
      ["buyers", 1],
      ["lookers", 1],
      ["gold", 1],
    ]);
    expect(body.warnings).toEqual([
      "No next best action is stated for gold: a segment nobody acts on is only a number.",
    ]);
    const { body: overlap } = await ask("GET", "/v1/segments/overlap");
    expect(overlap.pairs).toContainEqual({ a: "buyers", b: "gold", both: 1, shareOfA: 1, shareOfB: 1 });
    // Ada and Bob of three people; their five of six events; Ada's order is all of the revenue.
    const { body: coverage } = await ask("GET", "/v1/segments/coverage");
    expect(coverage.covered).toEqual({ people: 2 / 3, traffic: 5 / 6, revenue: 1 });
    expect(coverage.segments[1].alone).toEqual({ people: 1 / 3, traffic: 3 / 6, revenue: 0 });
  });

  it("show real people with the clause that decided, and say of one when time alone will change it", async () => {
    const { body } = await ask("GET", "/v1/segments/lookers/members");
    expect(body.people.map(({ identities }: { identities: unknown }) => identities)).toEqual([
      [{ namespace: "user_id", value: "bob" }],
    ]);
    const { body: explained } = await ask("GET", "/v1/segments/lookers/explain/user_id/bob");
    // Seven business days from the 22nd, itself the first: the 29th is beyond.
    expect(explained).toMatchObject({ isMember: true, nextChangeAt: "2026-11-29T00:00:00.000Z" });
    expect(explained.clauses.parts.map(({ answer }: { answer: string }) => answer)).toEqual(["yes", "yes"]);
    const { body: profile } = await ask("GET", "/v1/profiles/user_id/bob");
    expect(profile.segments).toEqual([
      { segmentId: "lookers", name: "Looked three times, did not buy", since: "2026-11-22T12:00:00.000Z" },
    ]);
    const { body: eve } = await ask("GET", "/v1/segments/lookers/explain/user_id/eve");
    expect(eve).toMatchObject({ isMember: false, because: "items touched by view 0 times in 7 days" });
  });

  it("preview a condition before it is a segment", async () => {
    const { body } = await ask("POST", "/v1/segments/preview", { when: { not: { segment: "buyers" } } });
    expect(body).toMatchObject({ members: 2, looked: 3, size: { estimate: 2, low: 2, high: 2 } });
    // The same people by analytics, which has everything that happened.
    const { body: size } = await ask("POST", "/v1/segments/size", { when: { not: { segment: "buyers" } } });
    expect(size).toEqual({ size: 2, people: 3 });
    const { body: unknowable } = await ask("POST", "/v1/segments/size", { when: { segment: "gold" } });
    expect(unknowable.undetermined.code).toBe("not-in-analytics");
    // A first look at two of the three: at random, and said with its interval.
    const { body: first } = await ask("POST", "/v1/segments/preview", {
      when: { not: { segment: "buyers" } },
      people: 2,
    });
    expect(first).toMatchObject({ looked: 2, total: 3, isSample: true });
    expect(first.size.high).toBe(3);
    const none = await ask("POST", "/v1/segments/preview", { when: { not: { segment: "buyers" } }, people: 0 });
    expect(none.status).toBe(400);
    const refused = await ask("POST", "/v1/segments/preview", { when: { segmnt: "buyers" } });
    expect(refused.status).toBe(400);
    const unknown = await ask("POST", "/v1/segments/preview", { when: { segment: "buyer" } });
    expect([unknown.status, unknown.body.error.message]).toEqual([
      404,
      "There is no segment buyer; did you mean buyers?.",
    ]);
  });

  it("a decision asks about a segment of this very moment", async () => {
    const decide = async (userId: string) =>
      (await ask("POST", "/v1/decide", { userId, placements: ["hero"] })).body.placements.hero.content.headline;
    expect([await decide("ada"), await decide("eve")]).toEqual(["Thank you", "Hello"]);
    await app.engine.collect(
      [
        {
          type: "track",
          event: "Order Completed",
          userId: "eve",
          properties: { order_id: "2", revenue: 1, currency: "EUR" },
        },
      ],
      { source: "http", receivedAt: testNow, maxEventBytes: 32_768, deduplicate: "day" },
    );
    expect(await decide("eve")).toBe("Thank you");
  });
});
