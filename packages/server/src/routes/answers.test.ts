import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const configuration = `
placements:
  hero: { title: Hero, default: { content: { headline: Hello } } }
tactics:
  gold: { name: Gold, placement: hero, content: { headline: Gold }, holdout: 0.5 }
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
});
afterEach(() => app.close());

type Method = "GET" | "POST" | "PUT" | "DELETE";
const ask = (method: Method, url: string, payload?: object) =>
  app.server.inject({ method, url, headers: basic(secretKey), ...(payload === undefined ? {} : { payload }) });

/** People who are decided for, buy, come back on another device, and one event that cannot be trusted. */
async function live(): Promise<void> {
  const products = [{ product_id: "p1", price: 10, quantity: 1, category: "Tea", brand: "Leaf" }];
  const order = {
    type: "track",
    event: "Order Completed",
    properties: { order_id: "o", revenue: 10, currency: "EUR", products },
  };
  for (let n = 0; n < 40; n++) {
    await ask("POST", "/v1/decide", { anonymousId: `a${n}`, placements: ["hero"] });
    if (n % 2 === 0) await ask("POST", "/v1/batch", { batch: [{ ...order, anonymousId: `a${n}` }] });
  }
  await ask("POST", "/v1/batch", {
    batch: [
      { type: "page", anonymousId: "b", context: { userAgent: "Mozilla/5.0 (iPhone)" } },
      { type: "track", event: "Product Added", anonymousId: "a0", properties: products[0] },
      { type: "identify", anonymousId: "a0", userId: "ada", traits: { plan: "gold" } },
      { type: "identify", anonymousId: "b", userId: "ada", context: { consent: { marketing: false } } },
      { type: "track", userId: "ada" },
      { type: "track", event: "X", userId: "ada", timestamp: "never" },
    ],
    context: { locale: "en" },
  });
  await ask("PUT", "/v1/catalog/items", { items: [{ itemId: "p1", name: "Tea", available: true }] });
}

function documented(method: Method, route: string): TSchema {
  const { paths = {} } = app.server.swagger() as { paths?: Record<string, Record<string, unknown>> };
  const operation = paths[route]?.[method.toLowerCase()] as { responses?: Record<string, unknown> } | undefined;
  const answer = operation?.responses?.["200"] as { content?: Record<string, { schema: object }> } | undefined;
  const schema = answer?.content?.["application/json"]?.schema;
  if (schema === undefined) throw new Error(`/openapi.json does not say what ${method} ${route} answers`);
  return Type.Unsafe(schema);
}

const gets: Array<[route: string, url: string]> = [
  ["/v1/profiles/{namespace}/{id}", "/v1/profiles/user_id/ada"],
  ["/v1/profiles/{namespace}/{id}/events", "/v1/profiles/user_id/ada/events?limit=50"],
  ["/v1/measure/totals", "/v1/measure/totals"],
  ["/v1/measure/tactics", "/v1/measure/tactics"],
  ["/v1/measure/tactics/{id}", "/v1/measure/tactics/gold"],
  ["/v1/measure/holdout", "/v1/measure/holdout"],
  ["/v1/collect/events", "/v1/collect/events"],
  ["/v1/collect/quarantine", "/v1/collect/quarantine?limit=1"],
  ["/v1/catalog/items", "/v1/catalog/items"],
  ["/v1/catalog/items/{id}", "/v1/catalog/items/p1"],
  ["/v1/catalog", "/v1/catalog"],
  ["/v1/catalog/search", "/v1/catalog/search?text=tea"],
  ["/v1/query/tables", "/v1/query/tables"],
  ["/v1/tactics", "/v1/tactics"],
  ["/v1/playbook", "/v1/playbook"],
  ["/v1/playbook/document", "/v1/playbook/document"],
  ["/v1/placements", "/v1/placements"],
  ["/v1/business", "/v1/business"],
  ["/v1/jobs", "/v1/jobs"],
  ["/v1/doctor", "/v1/doctor"],
];
const changes: Array<[method: Method, route: string, url: string, body?: object]> = [
  ["POST", "/v1/decide", "/v1/decide", { userId: "ada", placements: ["hero"] }],
  ["POST", "/v1/decide/preview", "/v1/decide/preview", { userId: "ada" }],
  ["POST", "/v1/decide/bundle", "/v1/decide/bundle", { userId: "ada", placements: ["hero"] }],
  ["POST", "/v1/prices", "/v1/prices", { userId: "ada", items: ["p1"] }],
  ["POST", "/v1/playbook/check", "/v1/playbook/check", { file: configuration }],
  ["POST", "/v1/playbook/plan", "/v1/playbook/plan", { file: "holdout: 0" }],
  [
    "POST",
    "/v1/playbook/apply",
    "/v1/playbook/apply",
    { file: { holdout: 0.2 }, author: "ada", expected: 0, accept: ["removes-all"] },
  ],
  ["GET", "/v1/playbook/revisions", "/v1/playbook/revisions"],
  ["POST", "/v1/playbook/rollback", "/v1/playbook/rollback", { to: 1, author: "ada" }],
  [
    "POST",
    "/v1/collect/quarantine/{id}/mend",
    "/v1/collect/quarantine/2/mend",
    { events: [{ type: "track", event: "X", userId: "ada" }] },
  ],
  ["POST", "/v1/collect/quarantine/replay", "/v1/collect/quarantine/replay", { ids: [1] }],
  ["POST", "/v1/collect/quarantine/replay", "/v1/collect/quarantine/replay", {}],
  ["PUT", "/v1/catalog/items", "/v1/catalog/items", { items: [] }],
  [
    "POST",
    "/v1/capacity",
    "/v1/capacity",
    { eventsPerSecond: 100, decisionsPerSecond: 20, profiles: 1e6, retentionDays: 90 },
  ],
  ["POST", "/v1/imports", "/v1/imports", { mapping: "segment-jsonl" }],
  [
    "POST",
    "/v1/profiles/{namespace}/{id}/unmerge",
    "/v1/profiles/user_id/ada/unmerge",
    { identifiers: [{ namespace: "anonymous_id", value: "b" }] },
  ],
  ["DELETE", "/v1/profiles/{namespace}/{id}", "/v1/profiles/user_id/ada"],
];

test("every answer is what /openapi.json says it is, and holds nothing that it does not tell", async () => {
  await live();
  const asked = [...gets.map(([route, url]) => ["GET", route, url, undefined] as const), ...changes];
  for (const [method, route, url, body] of asked) {
    const response = await ask(method, url, body);
    expect([method, url, response.statusCode]).toEqual([method, url, 200]);
    const answer: unknown = response.json();
    expect({ route, wrong: [...Compile(documented(method, route)).Errors(answer)].slice(0, 3) }).toEqual({
      route,
      wrong: [],
    });
  }
});
