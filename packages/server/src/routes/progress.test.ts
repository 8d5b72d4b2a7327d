import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp();
});
afterEach(() => app.close());

const ask = (key: string) => app.server.inject({ method: "GET", url: "/v1/measure/progress", headers: basic(key) });

test("who may read sees how far analytics is with its questions, and nobody else does", async () => {
  const question = { elapsedMs: 1_200, rowsRead: 3_000_000, rowsTotal: 5_000_000 };
  app.instance.engine.stores.analytics.progress = async () => [question];
  expect((await ask(secretKey)).json()).toEqual({ schema: "attune.measure.progress/1", questions: [question] });
  expect((await ask(writeKey)).statusCode).toBe(403);
});
