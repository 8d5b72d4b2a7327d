import type { AuditRecord } from "@attune/model/audit-record";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = "placements: { home: {} }\ntactics: { hint: { placement: home } }\n";
let app: MemoryApp;
afterEach(() => app.close());

const send = (method: "GET" | "POST" | "DELETE", url: string, payload?: object, key = secretKey) =>
  app.server.inject({ method, url, headers: basic(key), ...(payload === undefined ? {} : { payload }) });

it("writes down what changed, by whom, and nothing of what was asked, refused or collected", async () => {
  app = await openMemoryApp({ configuration });
  const identify = { type: "identify", userId: "ada", traits: { email: "ada@example.com" } };
  await send("POST", "/v1/batch", { batch: [identify] }, writeKey);
  await send("POST", "/v1/tactics/none/stop", {});
  await send("GET", "/v1/tactics");
  expect((await send("POST", "/v1/tactics/hint/stop", { by: "bob" })).statusCode).toBe(200);
  expect((await send("DELETE", "/v1/profiles/email/ada@example.com")).statusCode).toBe(200);

  const { records } = (await send("GET", "/v1/audit")).json() as { records: AuditRecord[] };
  expect(records.map(({ by, action }) => [by, action])).toEqual([
    ["key: First secret key", "DELETE /v1/profiles/:namespace/:id"],
    ["bob (key: First secret key)", "POST /v1/tactics/:id/stop"],
  ]);
  expect(records[1]!.target).toBe("hint");
  expect(JSON.stringify(records)).not.toContain("ada");
  expect((await send("GET", "/v1/audit/verify")).json()).toMatchObject({ entries: 2, intact: true });
});
