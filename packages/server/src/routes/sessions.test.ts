import type { SessionAnswer } from "@attune/model/account";
import type { AuditRecord } from "@attune/model/audit-record";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idleMs, longestMs } from "../accounts/sessions.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";
import { cookieOf, ownPage, signedIn } from "../testing/signed-in.ts";

let app: MemoryApp;
let now: number;
const password = "quite a long phrase";

async function open(options: Parameters<typeof openMemoryApp>[0] = {}): Promise<void> {
  app = await openMemoryApp({ clock: () => now, ...options });
}
beforeEach(async () => {
  now = testNow;
  await open();
});
afterEach(() => app.close());

type Headers = Record<string, string>;
const get = (url: string, headers: Headers = {}) => app.server.inject({ method: "GET", url, headers });
const send = (url: string, payload: object, headers: Headers = ownPage, method: "POST" | "PUT" = "POST") =>
  app.server.inject({ method, url, headers, payload });
const signIn = (email: string, given = password, headers: Headers = ownPage) =>
  send("/v1/session", { email, password: given }, headers);
const auditOf = async () =>
  ((await get("/v1/audit?limit=100", basic(secretKey))).json() as { records: AuditRecord[] }).records;

test("the first admin comes in by a one-time link, which works once; then no other is made", async () => {
  expect((await get("/v1/session")).json()).toMatchObject({ account: null, entrance: "first-admin" });
  const token = (await app.instance.accounts.firstAdminLink())!;
  expect((await send("/v1/session/links/look", { token })).json()).toMatchObject({
    kind: "first-admin",
    role: "admin",
  });
  const used = await send("/v1/session/links/use", { token, email: "Mara@Shop.example", name: "Mara", password });
  expect(used.json()).toMatchObject({ account: { email: "mara@shop.example", name: "Mara", role: "admin" } });
  const cookie = cookieOf(used.headers["set-cookie"]);
  expect((await get("/v1/accounts", { cookie })).json().accounts).toMatchObject([
    { email: "mara@shop.example", state: "active" },
  ]);

  const again = await send("/v1/session/links/use", { token, email: "eve@x.example", password });
  expect([again.statusCode, again.json().error.code]).toEqual([404, "not-found"]);
  expect(await app.instance.accounts.firstAdminLink()).toBeNull();
});

test("of two who use a link at the same time, one comes in", async () => {
  const token = (await app.instance.accounts.firstAdminLink())!;
  const both = await Promise.all(
    ["a@x.example", "b@x.example"].map((email) => send("/v1/session/links/use", { token, email, password })),
  );
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
  expect(app.instance.accounts.list()).toHaveLength(1);
});

test("links end: by time, by a newer one, by disabling", async () => {
  const { account, token } = await app.instance.accounts.invite({
    email: "a@x.example",
    name: "",
    role: "viewer",
    by: "",
  });
  const look = async (given: string) => (await send("/v1/session/links/look", { token: given })).statusCode;
  expect(await look(token)).toBe(200);
  const newer = await app.instance.accounts.resetLink(account.accountId);
  expect([await look(token), await look(newer.token)]).toEqual([404, 200]);
  now += 8 * 86_400_000;
  expect(await look(newer.token)).toBe(404);
  const last = await app.instance.accounts.resetLink(account.accountId);
  await app.instance.accounts.setDisabled(account.accountId, true);
  expect(await look(last.token)).toBe(404);
});

test("the cookie is out of reach for scripts, for this site alone, and over https never sent in the clear", async () => {
  const { token } = await app.instance.accounts.invite({ email: "a@x.example", name: "", role: "viewer", by: "" });
  const plain = String((await send("/v1/session/links/use", { token, password })).headers["set-cookie"]);
  expect(plain).toMatch(/^attune-session-[0-9a-f]{8}=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
  await app.close();

  await open({ publicUrl: "https://attune.shop.example" });
  const made = await app.instance.accounts.invite({ email: "a@x.example", name: "", role: "viewer", by: "" });
  const origin = { origin: "https://attune.shop.example" };
  const used = await send("/v1/session/links/use", { token: made.token, password }, origin);
  expect(String(used.headers["set-cookie"])).toMatch(/^__Host-attune-session-.*; HttpOnly; SameSite=Strict; Secure$/);
});

test("X-Forwarded-Proto counts from a trusted proxy alone", async () => {
  const headers = { host: "attune.test", origin: "https://attune.test", "x-forwarded-proto": "https" };
  async function cookieBehind(trustedProxies: string[] | undefined): Promise<string> {
    await app.close();
    await open(trustedProxies === undefined ? {} : { trustedProxies });
    const { token } = await app.instance.accounts.invite({ email: "a@x.example", name: "", role: "viewer", by: "" });
    return String((await send("/v1/session/links/use", { token, password }, headers)).headers["set-cookie"]);
  }
  expect(await cookieBehind(undefined)).not.toContain("Secure");
  expect(await cookieBehind(["127.0.0.1"])).toContain("Secure");
});

describe("a session", () => {
  test("begins with a token of its own: one that was planted before is worth nothing", async () => {
    const planted = await signedIn(app, "viewer");
    const name = planted.cookie.split("=", 1)[0]!;
    const fixed = { ...ownPage, cookie: `${name}=${"A".repeat(43)}` };
    const response = await signIn("viewer@shop.example", password, fixed);
    const cookie = cookieOf(response.headers["set-cookie"]);
    expect(cookie).not.toBe(fixed.cookie);
    expect(cookie).not.toBe(planted.cookie);
    expect((await get("/v1/tactics", fixed)).statusCode).toBe(401);
    expect((await get("/v1/tactics", { cookie })).statusCode).toBe(200);
  });

  test("ends with signing out: here alone, or everywhere", async () => {
    const first = await signedIn(app, "viewer");
    const more = await Promise.all([1, 2].map(() => signIn("viewer@shop.example")));
    const [second, third] = more.map((one) => ({ ...ownPage, cookie: cookieOf(one.headers["set-cookie"]) }));
    const statuses = () =>
      Promise.all([first, second!, third!].map(async (one) => (await get("/v1/tactics", one)).statusCode));
    expect(await statuses()).toEqual([200, 200, 200]);
    const out = await send("/v1/session/end", {}, first);
    expect(String(out.headers["set-cookie"])).toContain("Max-Age=0");
    expect(await statuses()).toEqual([401, 200, 200]);
    await send("/v1/session/end", { everywhere: true }, second!);
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  test("ends after twelve hours without a request, and after a week in any case", async () => {
    const headers = await signedIn(app, "viewer");
    now += idleMs - 1;
    expect((await get("/v1/tactics", headers)).statusCode).toBe(200);
    now += idleMs - 1;
    expect((await get("/v1/tactics", headers)).statusCode).toBe(200);
    now += idleMs;
    expect((await get("/v1/tactics", headers)).statusCode).toBe(401);

    const lasting = { ...ownPage, cookie: cookieOf((await signIn("viewer@shop.example")).headers["set-cookie"]) };
    const ends = now + longestMs;
    while (now + idleMs / 2 < ends) {
      now += idleMs / 2;
      expect((await get("/v1/tactics", lasting)).statusCode).toBe(200);
    }
    now = ends;
    expect((await get("/v1/tactics", lasting)).statusCode).toBe(401);
  });

  test("has the role of this moment, and none once its account is disabled", async () => {
    const headers = await signedIn(app, "editor");
    await signedIn(app, "admin");
    const { accountId } = app.instance.accounts.list()[0]!;
    const stop = () => send("/v1/tactics/none/stop", {}, headers);
    expect((await stop()).statusCode).toBe(404);
    await app.instance.accounts.changeRole(accountId, "viewer");
    expect((await stop()).statusCode).toBe(403);
    await app.instance.accounts.setDisabled(accountId, true);
    expect((await stop()).statusCode).toBe(401);
    await app.instance.accounts.setDisabled(accountId, false);
    expect((await stop()).statusCode).toBe(401);
  });

  test("does not outlive a change of the password anywhere else, and goes on where it was changed", async () => {
    const here = await signedIn(app, "viewer");
    const there = { ...ownPage, cookie: cookieOf((await signIn("viewer@shop.example")).headers["set-cookie"]) };
    const wrong = await send("/v1/session/password", { present: "not this one", next: "another long phrase" }, here);
    expect(wrong.json().error).toMatchObject({ code: "bad-request", path: "present" });
    const changed = await send("/v1/session/password", { present: password, next: "another long phrase" }, here);
    const renewed = { cookie: cookieOf(changed.headers["set-cookie"]) };
    expect((await get("/v1/tactics", here)).statusCode).toBe(401);
    expect((await get("/v1/tactics", there)).statusCode).toBe(401);
    expect((await get("/v1/tactics", renewed)).statusCode).toBe(200);
    expect((await signIn("viewer@shop.example")).statusCode).toBe(401);
    expect((await signIn("viewer@shop.example", "another long phrase")).statusCode).toBe(200);
  });
});

describe("a page of another origin", () => {
  const elsewhere: Headers[] = [
    { origin: "https://evil.example" },
    { origin: "http://attune.test:8080" },
    { origin: "http://blog.attune.test" },
    // A sandboxed frame.
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    {},
  ];

  test("changes nothing, although the cookie comes with what it sends: another site, port or subdomain, or one that does not say", async () => {
    const { cookie, host } = await signedIn(app, "admin");
    for (const from of elsewhere) {
      const headers: Headers = { host, cookie, "content-type": "text/plain", ...from };
      for (const url of ["/v1/tactics/none/stop", "/v1/accounts", "/v1/session/end", "/v1/session/password"]) {
        const response = await send(url, {}, headers);
        expect([from, url, response.statusCode, response.json().error.code]).toEqual([from, url, 403, "not-allowed"]);
      }
    }
    expect((await get("/v1/session", { cookie })).json().account).toMatchObject({ role: "admin" });
  });

  test("cannot sign somebody in as somebody else", async () => {
    await signedIn(app, "viewer");
    const response = await signIn("viewer@shop.example", password, { ...ownPage, origin: "https://evil.example" });
    expect([response.statusCode, response.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  test("reads nothing either, not even where pages of any origin may ask with a write key", async () => {
    const { cookie } = await signedIn(app, "admin");
    for (const url of ["/v1/tactics", "/v1/privacy/consent?userId=ada"])
      expect((await get(url, { ...ownPage, cookie, origin: "https://evil.example" })).statusCode).toBe(403);
  });

  test("the preflight of a route for the console's own origin allows nothing", async () => {
    const response = await app.server.inject({
      method: "OPTIONS",
      url: "/v1/accounts",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(response.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("guessing", () => {
  test("ends after ten wrong passwords for an account, from wherever, for a quarter of an hour", async () => {
    await signedIn(app, "viewer");
    for (let i = 0; i < 10; i++) expect((await signIn("viewer@shop.example", `wrong ${i}`)).statusCode).toBe(401);
    const stopped = await signIn("Viewer@shop.example ");
    expect([stopped.statusCode, Number(stopped.headers["retry-after"])]).toEqual([429, 900]);
    now += 900_000;
    expect((await signIn("viewer@shop.example")).statusCode).toBe(200);
  });

  test("many at once are no way around", async () => {
    await signedIn(app, "viewer");
    const all = await Promise.all(Array.from({ length: 25 }, (_, i) => signIn("viewer@shop.example", `wrong ${i}`)));
    const statuses = all.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  test("one address may not try many accounts, and is told the same of those that exist not", async () => {
    await signedIn(app, "viewer");
    const known = await signIn("viewer@shop.example", "wrong");
    const unknown = await signIn("nobody@shop.example", "wrong");
    const told = ({ error }: { error: { code: string; message: string } }) => [error.code, error.message];
    expect(told(unknown.json())).toEqual(told(known.json()));
    for (let i = 0; i < 48; i++) await signIn(`guess-${i}@shop.example`, "wrong");
    expect((await signIn("guess-99@shop.example", "wrong")).statusCode).toBe(429);
  });

  test("a password is right whatever else was typed wrong before", async () => {
    await signedIn(app, "viewer");
    for (let i = 0; i < 9; i++) await signIn("viewer@shop.example", "wrong");
    expect((await signIn("viewer@shop.example")).statusCode).toBe(200);
    for (let i = 0; i < 9; i++) expect((await signIn("viewer@shop.example", "wrong")).statusCode).toBe(401);
  });
});

test("signing in with what is no e-mail and password is a bad request, before any work", async () => {
  const asked = [
    [],
    { email: "a@x.example", password: { length: 12 } },
    JSON.parse('{"email":"a@x.example","password":"p","__proto__":{"role":"admin"}}'),
    { email: "a@x.example", password: "p", role: "admin" },
    { email: "a@x.example", password: "x".repeat(1_000_000) },
  ];
  for (const payload of asked) {
    const response = await send("/v1/session", payload);
    expect([response.statusCode, response.json().error.code]).toEqual([400, "bad-request"]);
  }
});

test("a new password is not short, one letter, more than a kilobyte, or the address itself; the link stays unused", async () => {
  const email = "viewer-with-mail@shop.example";
  const { token } = await app.instance.accounts.invite({ email, name: "", role: "viewer", by: "" });
  for (const chosen of ["too short", "aaaaaaaaaaaaaaaa", "long ".repeat(300), email]) {
    const response = await send("/v1/session/links/use", { token, password: chosen });
    expect(response.json().error).toMatchObject({ code: "bad-request", path: "password" });
  }
  expect((await send("/v1/session/links/look", { token })).statusCode).toBe(200);
});

test("the audit log names the account, whatever the page says of itself, and the key by its name", async () => {
  await app.close();
  await open({ configuration: "placements: { home: {} }\ntactics: { hint: { placement: home } }\n" });
  const editor = await signedIn(app, "editor");
  await send("/v1/tactics/hint/stop", { by: "somebody else" }, editor);
  const { key } = (
    await send("/v1/keys", { name: "Nightly", kind: "secret", scopes: ["edit"] }, basic(secretKey))
  ).json();
  await send("/v1/tactics/hint/resume", {}, basic(key));
  const records = await auditOf();
  expect(records.map(({ by, action }) => [by, action])).toEqual([
    ["key: Nightly", "POST /v1/tactics/:id/resume"],
    ["key: First secret key", "POST /v1/keys"],
    ["editor@shop.example", "POST /v1/tactics/:id/stop"],
    ["editor@shop.example", "POST /v1/session/links/use"],
  ]);
  await send("/v1/tactics/hint/stop", { by: "somebody else" }, editor);
  const { stops } = (await get("/v1/tactics/stops", basic(secretKey))).json();
  expect(stops).toMatchObject([{ tacticId: "hint", by: "editor@shop.example" }]);
});

test("each look at a person is written down, and once in ten minutes where it goes on", async () => {
  const support = await signedIn(app, "support");
  const viewer = await signedIn(app, "viewer");
  await send("/v1/batch", { batch: [{ type: "track", event: "Visit", userId: "ada" }] }, basic(writeKey));
  const look = (headers: Headers) => get("/v1/profiles/user_id/ada", headers);
  const looks = async () => (await auditOf()).filter(({ action }) => action.startsWith("GET /v1/profiles"));
  for (const headers of [support, support, viewer]) expect((await look(headers)).statusCode).toBe(200);
  expect(await looks()).toMatchObject([{ by: "support@shop.example", target: expect.stringMatching(/^person:/) }]);
  now += 600_000;
  await look(support);
  expect(await looks()).toHaveLength(2);
});

describe("a demo", () => {
  const local = { host: "localhost:3000", origin: "http://localhost:3000" };
  beforeEach(async () => {
    await app.close();
    await open({ isDemo: true });
  });

  test("lets a browser on its own machine in, and says that it does", async () => {
    expect((await get("/v1/session", local)).json()).toMatchObject({ entrance: "demo" });
    const response = await send("/v1/session/demo", {}, local);
    expect(response.json() as SessionAnswer).toMatchObject({
      account: { name: "Demo", role: "admin" },
      entrance: "demo",
    });
    expect((await get("/v1/accounts", { cookie: cookieOf(response.headers["set-cookie"]) })).statusCode).toBe(200);
  });

  test("lets nobody in from another address, through a proxy, by a name that was made to point here, or for another origin's page", async () => {
    const from: Array<[string, Headers]> = [
      ["203.0.113.7", {}],
      ["127.0.0.1", { "x-forwarded-for": "203.0.113.7" }],
      ["127.0.0.1", { host: "evil.example", origin: "http://evil.example" }],
      ["127.0.0.1", { origin: "https://evil.example" }],
    ];
    for (const [remoteAddress, more] of from) {
      const headers = { ...local, ...more };
      const request = { method: "POST", url: "/v1/session/demo", remoteAddress, headers, payload: {} } as const;
      const response = await app.server.inject(request);
      expect([more, response.statusCode, response.headers["set-cookie"]]).toEqual([more, 403, undefined]);
    }
  });

  test("is over once the data are served as the real thing", async () => {
    const { headers } = await send("/v1/session/demo", {}, local);
    await app.instance.accounts.endDemo();
    expect((await get("/v1/tactics", { cookie: cookieOf(headers["set-cookie"]) })).statusCode).toBe(401);
    expect(app.instance.accounts.isEmpty()).toBe(true);
  });
});

test("only a demo has the demo's door", async () => {
  expect((await send("/v1/session/demo", {})).statusCode).toBe(404);
});
