import { afterEach, expect, test } from "vitest";
import { type MemoryApp, openMemoryApp } from "../testing/memory-app.ts";
import { signedIn } from "../testing/signed-in.ts";

let app: MemoryApp;
afterEach(() => app.close());

const headersOf = async (url: string, headers: Record<string, string> = {}) =>
  (await app.server.inject({ method: "GET", url, headers })).headers;

test("every page runs this origin's scripts alone, sits in no frame, and is opened by no other window", async () => {
  app = await openMemoryApp();
  for (const url of ["/", "/docs", "/shop/"]) {
    const headers = await headersOf(url);
    const policy = String(headers["content-security-policy"]);
    const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
    expect([url, scripts]).toEqual([url, "script-src 'self'"]);
    expect(policy).toMatch(/default-src 'self'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["strict-transport-security"]).toBeUndefined();
  }
});

test("behind https browsers are told to stay there", async () => {
  app = await openMemoryApp({ publicUrl: "https://attune.shop.example" });
  expect((await headersOf("/v1/session"))["strict-transport-security"]).toBe("max-age=31536000");
});

test("what somebody is told after signing in is kept by no cache", async () => {
  app = await openMemoryApp();
  const headers = await signedIn(app, "viewer");
  for (const url of ["/v1/session", "/v1/tactics", "/v1/measure/holdout"])
    expect([url, (await headersOf(url, headers))["cache-control"]]).toEqual([url, "no-store"]);
});
