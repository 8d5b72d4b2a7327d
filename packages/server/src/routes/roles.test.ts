import { type Permission, permissions, permissionsOf, type Role, roles } from "@attune/model/role";
import { afterAll, beforeAll, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { signedIn } from "../testing/signed-in.ts";

const configuration = `
placements: { home: { default: { content: { headline: Hello } } } }
segments: { golds: { when: { trait: plan, is: gold } } }
`;

interface Described {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  needs: string | undefined;
}

let app: MemoryApp;
let described: Described[];
const headersOf = new Map<Role, Record<string, string>>();

beforeAll(async () => {
  app = await openMemoryApp({ configuration });
  const description = (await app.server.inject({ method: "GET", url: "/openapi.json" })).json();
  described = Object.entries(description.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, told]) => ({
        method: method.toUpperCase() as Described["method"],
        path,
        needs: told["x-needs"] as string | undefined,
      })),
  );
  for (const role of roles) headersOf.set(role, await signedIn(app, role));
});
afterAll(() => app.close());

/** The status that somebody gets who sends nothing of use. */
async function statusFor(role: Role, { method, path }: Pick<Described, "method" | "path">): Promise<number> {
  const url = path.replaceAll(/\{\w+\}/g, "x");
  const payload = method === "GET" || method === "DELETE" ? {} : { payload: "[]" };
  return (await app.server.inject({ method, url, headers: headersOf.get(role)!, ...payload })).statusCode;
}

test("every route says in its own definition whom it is for: `access` or `needs`", () => {
  const silent = described.filter(({ needs }) => needs === undefined).map(({ method, path }) => `${method} ${path}`);
  expect(silent).toEqual([]);
  expect(described.length).toBeGreaterThan(120);
});

test.each(roles)(
  "%s: each route that the role's permissions do not hold is refused, and none that they hold",
  async (role) => {
    const held: readonly string[] = permissionsOf[role];
    const wrong: string[] = [];
    for (const route of described) {
      if (!permissions.includes(route.needs as Permission)) continue;
      const isHeld = held.includes(route.needs!);
      // What would begin work without any body is not asked of those who may.
      if (isHeld && route.method !== "GET") continue;
      const status = await statusFor(role, route);
      if ((status === 403) === isHeld || status === 401) wrong.push(`${route.method} ${route.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  },
);

test.each<[Role, Described["method"], string, boolean]>([
  ["viewer", "GET", "/v1/measure/holdout", true],
  ["viewer", "GET", "/v1/profiles/email/x", true],
  ["viewer", "POST", "/v1/playbook/apply", false],
  ["viewer", "POST", "/v1/measure/experiments", false],
  ["viewer", "POST", "/v1/query", false],
  ["analyst", "POST", "/v1/measure/experiments", true],
  ["analyst", "POST", "/v1/learn/models", true],
  ["analyst", "POST", "/v1/playbook/apply", false],
  ["analyst", "POST", "/v1/query", true],
  ["analyst", "POST", "/v1/query/file", false],
  ["editor", "POST", "/v1/playbook/apply", true],
  ["editor", "POST", "/v1/experiments/x/start", true],
  ["editor", "POST", "/v1/learn/models", false],
  ["editor", "DELETE", "/v1/profiles/email/x", false],
  ["editor", "GET", "/v1/segments/x/audience", false],
  ["support", "DELETE", "/v1/profiles/email/x", true],
  ["support", "POST", "/v1/profiles/email/x/unmerge", true],
  ["support", "POST", "/v1/playbook/apply", false],
  ["support", "POST", "/v1/backup", false],
  ["support", "GET", "/v1/accounts", false],
  ["admin", "GET", "/v1/accounts", true],
  ["admin", "GET", "/v1/audit", true],
  ["admin", "POST", "/v1/backup", true],
])("%s: %s %s, allowed: %s", async (role, method, path, isAllowed) => {
  expect((await statusFor(role, { method, path })) !== 403).toBe(isAllowed);
});

test("a refusal says what the role may not do, and who may", async () => {
  const response = await app.server.inject({ method: "GET", url: "/v1/audit", headers: headersOf.get("viewer")! });
  expect(response.json().error).toMatchObject({
    code: "not-allowed",
    message: expect.stringMatching(/^As viewer you may not .*audit log.*admin\.$/),
  });
});

/** Everything that says who Ada is. */
const planted = [
  "ada.planted@shop.example",
  "+4915112345678",
  "Lovelace",
  "Sonnenallee",
  "ada-the-user",
  "ada-the-browser",
];

test("no route tells who may not care for people who they are; who may, sees it", async () => {
  const identify = {
    type: "identify",
    userId: "ada-the-user",
    anonymousId: "ada-the-browser",
    messageId: "m-ada-the-browser-1",
    traits: {
      email: "ada.planted@shop.example",
      phone: "+4915112345678",
      lastName: "Lovelace",
      plan: "gold",
      address: { street: "Sonnenallee 12", city: "Berlin" },
    },
    timestamp: new Date(testNow).toISOString(),
  };
  const bad = { type: "track", userId: "ada-the-user", properties: { note: "Lovelace, Sonnenallee 12" } };
  const order = {
    type: "track",
    event: "Order Completed",
    userId: "ada-the-user",
    properties: {
      order_id: "o1",
      total: 10,
      currency: "EUR",
      email: "ada.planted@shop.example",
      note: "for ada.planted@shop.example",
    },
  };
  const sent = await app.server.inject({
    method: "POST",
    url: "/v1/batch",
    headers: basic(secretKey),
    payload: { batch: [identify, order, bad] },
  });
  expect(sent.statusCode).toBe(200);
  await app.engine.settled(10_000);
  const profile = await app.engine.findProfile({ namespace: "user_id", value: "ada-the-user" });
  const ids: Record<string, string> = { namespace: "profile_id", id: profile!.profileId, person: profile!.profileId };
  const idIn = (path: string, name: string) =>
    name === "id" && path.startsWith("/v1/segments/") ? "golds" : (ids[name] ?? "x");
  const person = `/v1/profiles/profile_id/${ids.id}`;
  const tells = [
    person,
    `${person}/events`,
    "/v1/collect/events",
    "/v1/collect/quarantine",
    "/v1/segments/golds/members",
    "/v1/segments/preview",
  ];
  const urls = described
    .filter(({ method, needs }) => method === "GET" && needs === "read")
    .map(({ path }) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idIn(path, name)));
  const when = { trait: "plan", is: "gold" };
  const asked = [
    ...urls.map((url) => ({ method: "GET" as const, url, payload: undefined })),
    { method: "POST" as const, url: "/v1/segments/preview", payload: { when } },
    { method: "POST" as const, url: "/v1/decide/preview", payload: { profileId: ids.id! } },
  ];
  const told: string[] = [];
  const seen = new Set<string>();
  for (const role of ["viewer", "analyst", "editor", "admin"] as const)
    for (const { payload, ...request } of asked) {
      const sent = payload === undefined ? {} : { payload };
      const { body } = await app.server.inject({ ...request, ...sent, headers: headersOf.get(role)! });
      for (const value of planted.filter((one) => body.includes(one)))
        if (role === "admin") seen.add(request.url);
        else told.push(`${role} ${request.url}: ${value}`);
    }
  expect(told).toEqual([]);
  // Where nothing is masked the same routes do tell.
  expect([...seen].sort()).toEqual(expect.arrayContaining([...tells].sort()));
  for (const role of ["support", "admin"] as const) {
    const url = `/v1/profiles/profile_id/${profile!.profileId}`;
    const { body } = await app.server.inject({ method: "GET", url, headers: headersOf.get(role)! });
    for (const value of planted) expect(body).toContain(value);
  }
});
