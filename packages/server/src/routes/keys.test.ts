import type { ApiKey } from "@attune/model/account";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
let now: number;
beforeEach(async () => {
  now = testNow;
  app = await openMemoryApp({ clock: () => now });
});
afterEach(() => app.close());

const ask = (method: "GET" | "POST" | "DELETE", url: string, key: string, payload?: object) =>
  app.server.inject({ method, url, headers: basic(key), ...(payload === undefined ? {} : { payload }) });
const make = async (body: object) =>
  (await ask("POST", "/v1/keys", secretKey, body)).json() as { key: string; made: ApiKey };
const listed = async (name: string) =>
  ((await ask("GET", "/v1/keys", secretKey)).json() as { keys: ApiKey[] }).keys.find((key) => key.name === name);
const event = { batch: [{ type: "track", event: "Visit", userId: "ada", traits: {} }] };

test("a secret key opens what its scopes say, and nothing else", async () => {
  const { key } = await make({ name: "Reports", kind: "secret", scopes: ["read"] });
  expect((await ask("GET", "/v1/tactics", key)).statusCode).toBe(200);
  const refused = await ask("POST", "/v1/backup", key, { directory: "/x" });
  expect([refused.statusCode, refused.json().error.message]).toEqual([403, expect.stringContaining('"Reports"')]);
  expect((await ask("POST", "/v1/batch", key, event)).statusCode).toBe(403);
  expect((await ask("GET", "/v1/keys", key)).statusCode).toBe(403);
});

test("a key without the scope to care sees people masked", async () => {
  await ask("POST", "/v1/batch", writeKey, {
    batch: [{ type: "identify", userId: "ada", traits: { email: "ada@x.example" } }],
  });
  const [reader, carer] = await Promise.all([
    make({ name: "Reader", kind: "secret", scopes: ["read"] }),
    make({ name: "Carer", kind: "secret", scopes: ["read", "care"] }),
  ]);
  expect((await ask("GET", "/v1/profiles/user_id/ada", reader.key)).body).not.toContain("ada@x.example");
  expect((await ask("GET", "/v1/profiles/user_id/ada", carer.key)).body).toContain("ada@x.example");
});

test("a write key collects, whatever scopes were wished for", async () => {
  const { key, made } = await make({ name: "Second site", kind: "write", scopes: ["administer"] });
  expect(made.scopes).toEqual(["collect"]);
  expect((await ask("POST", "/v1/batch", key, event)).statusCode).toBe(200);
  expect((await ask("GET", "/v1/tactics", key)).statusCode).toBe(403);
});

test("when a key was last used is told, also of the first ones", async () => {
  const { key } = await make({ name: "Reports", kind: "secret", scopes: ["read"] });
  expect(await listed("Reports")).toMatchObject({ lastUsedAt: null, begins: key.slice(0, 8) });
  now += 60_000;
  await ask("GET", "/v1/tactics", key);
  await ask("POST", "/v1/batch", writeKey, event);
  expect(await listed("Reports")).toMatchObject({ lastUsedAt: now });
  expect(await listed("First write key")).toMatchObject({ lastUsedAt: now, isFirst: true });
});

test("a rotated key opens for its grace beside the new one; an ended one at once no more, the first secret key included", async () => {
  const { key, made } = await make({ name: "Reports", kind: "secret", scopes: ["read"] });
  const rotated = (await ask("POST", `/v1/keys/${made.keyId}/rotate`, secretKey, { graceHours: 1 })).json() as {
    key: string;
  };
  const statuses = async () =>
    Promise.all([key, rotated.key].map(async (one) => (await ask("GET", "/v1/tactics", one)).statusCode));
  expect(await statuses()).toEqual([200, 200]);
  now += 3_600_000;
  expect(await statuses()).toEqual([401, 200]);

  const { key: other } = await make({ name: "Mine", kind: "secret" });
  expect((await ask("DELETE", "/v1/keys/first-secret", other)).statusCode).toBe(200);
  expect((await ask("GET", "/v1/tactics", secretKey)).statusCode).toBe(401);
  expect((await ask("GET", "/v1/tactics", other)).statusCode).toBe(200);
  expect((await ask("POST", "/v1/keys/none/rotate", other)).statusCode).toBe(404);
});

test("the list never tells a key", async () => {
  const { key } = await make({ name: "Reports", kind: "secret" });
  const { body } = await ask("GET", "/v1/keys", secretKey);
  for (const secret of [key, secretKey, writeKey]) expect(body).not.toContain(`"${secret}"`);
});
