import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "@attune/engine/runtime/engine";
import { expect, it } from "vitest";
import { basic, openMemoryApp, writeKey } from "../testing/memory-app.ts";
import { learningRule, leaveOutRefusals } from "./leave-out-refusals.ts";

const leaveOut = (path: string, engine: Engine) =>
  leaveOutRefusals(path, learningRule(engine), {
    profileOf: (personId) => engine.stores.state.profile(personId),
    pause: () => undefined,
  });

it("nobody who refused personalization is learned from", async () => {
  const app = await openMemoryApp();
  const view = (userId: string, item: string, context: object = {}) => ({
    type: "track",
    event: "Product Viewed",
    userId,
    properties: { product_id: item },
    context,
  });
  const no = { consent: { personalization: false } };
  const batch = [view("yes", "a"), view("no", "b"), view("no", "c", no), view("yes", "d")];
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  await app.engine.settled(5_000);
  const folder = await mkdtemp(join(tmpdir(), "attune-refusals-"));
  const path = join(folder, "touches.jsonl");
  await app.engine.stores.analytics.writeRows("item-touches", { sinceMs: 0, untilMs: 1e15, limit: 100 }, path);
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(4);
  expect(await leaveOut(path, app.engine)).toBe(1);
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  expect(lines.flatMap((line) => JSON.parse(line).itemIds).sort()).toEqual(["a", "d"]);
  await writeFile(path, "");
  expect(await leaveOut(path, app.engine)).toBe(0);
  await rm(folder, { recursive: true });
  await app.close();
});

it("of who did not say yes to sensitive categories, nothing of these is learned", async () => {
  const app = await openMemoryApp({
    configuration: "privacy: { sensitiveCategories: [health] }\n",
  });
  await app.engine.catalogue.put(
    ["health/sleep", "light"].map((category) => ({ itemId: category, name: category, category, available: true })),
  );
  const both = { products: [{ product_id: "health/sleep" }, { product_id: "light" }], order_id: "o", total: 1 };
  const batch = ["yes", "no", "silent"].flatMap((userId) => [
    { type: "track", event: "Product Viewed", userId, properties: { product_id: "health/sleep" } },
    { type: "track", event: "Order Completed", userId, properties: { ...both, order_id: userId } },
  ]);
  const say = (userId: string, sensitive: boolean) => ({
    type: "identify",
    userId,
    context: { consent: { sensitive } },
  });
  batch.push(say("yes", true) as never, say("no", false) as never);
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  await app.engine.settled(5_000);
  const folder = await mkdtemp(join(tmpdir(), "attune-sensitive-"));
  const path = join(folder, "touches.jsonl");
  await app.engine.stores.analytics.writeRows("item-touches", { sinceMs: 0, untilMs: 1e15, limit: 100 }, path);
  expect(await leaveOut(path, app.engine)).toBe(0);
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  const learned = lines.flatMap((line) => JSON.parse(line).itemIds).sort();
  expect(learned).toEqual(["health/sleep", "health/sleep", "light", "light", "light"]);
  await rm(folder, { recursive: true });
  await app.close();
});
