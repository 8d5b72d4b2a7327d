import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AppOptions } from "../http/app-options.ts";
import { sdkRoutes } from "./sdk.ts";

const script = "window.attune = {};";

let folder: string;
let app: FastifyInstance;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "attune-sdk-route-"));
  mkdirSync(join(folder, "packages/sdk/build"), { recursive: true });
  writeFileSync(join(folder, "packages/sdk/build/attune.js"), script);
  writeFileSync(join(folder, "packages/sdk/build/secret.txt"), "not a script");
  app = Fastify();
  sdkRoutes(app, { projectDirectory: pathToFileURL(`${folder}/`) } as AppOptions);
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test("pages of any origin may load it and keep it for a while", async () => {
  const { statusCode, headers, body } = await app.inject({
    url: "/sdk/attune.js",
    headers: { origin: "https://a.example" },
  });
  expect([statusCode, body]).toEqual([200, script]);
  expect(headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=600, stale-while-revalidate=86400",
  });
});

test("it is compressed for browsers that can read that", async () => {
  const { headers, rawPayload } = await app.inject({
    url: "/sdk/attune.js",
    headers: { "accept-encoding": "gzip, br" },
  });
  expect([headers["content-encoding"], headers.vary, gunzipSync(rawPayload).toString()]).toEqual([
    "gzip",
    "Accept-Encoding",
    script,
  ]);
});

test("a browser that has it is told that nothing changed", async () => {
  const { headers } = await app.inject("/sdk/attune.js");
  const again = await app.inject({ url: "/sdk/attune.js", headers: { "if-none-match": String(headers.etag) } });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

test.each(["/sdk/other.js", "/sdk/secret.txt", "/sdk/..%2f..%2fpackage.json"])("%s is not there", async (url) => {
  expect((await app.inject(url)).statusCode).toBe(404);
});
