import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Analytics, AnalyticsBatch } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTemporary } from "../embedded/open-temporary.ts";
import { createMemoryAnalytics } from "../memory/analytics.ts";
import { sampleEventRow } from "./sample-rows.ts";

let embedded: Analytics;
let folder: string;
beforeAll(async () => {
  const stores = openTemporary();
  embedded = { ...stores.analytics, close: () => stores.close() };
  folder = await mkdtemp(join(tmpdir(), "attune-touches-"));
});
afterAll(async () => {
  await embedded.close();
  await rm(folder, { recursive: true });
});

/** Ada looks on two profiles that became one, and orders; Bob looks at nothing that has a name; a crawler looks too. */
const life: AnalyticsBatch = {
  events: [
    sampleEventRow(1, { profileId: "ada-phone", name: "Product Viewed", at: 100, itemIds: ["lamp"] }),
    sampleEventRow(2, { profileId: "ada", name: "Product Added", at: 150, itemIds: ["it's", "a \\ b"] }),
    sampleEventRow(3, { profileId: "ada", name: "Order Completed", at: 150, itemIds: ["it's"] }),
    sampleEventRow(4, { profileId: "bob", name: "Product Viewed", at: 160, itemIds: [] }),
    sampleEventRow(5, { profileId: "bob", name: "Product List Viewed", at: 160, itemIds: ["lamp"] }),
    sampleEventRow(6, { profileId: "crawler", name: "Product Viewed", at: 160, itemIds: ["lamp"], actor: "bot" }),
    sampleEventRow(7, { profileId: "bob", name: "Product Viewed", at: 200, itemIds: ["late"] }),
  ],
  exposures: [],
  people: [{ profileId: "ada-phone", personId: "ada", version: 1 }],
};

const touched = [
  { personId: "ada", at: "150", name: "Order Completed", itemIds: ["it's"] },
  { personId: "ada", at: "150", name: "Product Added", itemIds: ["it's", "a \\ b"] },
  { personId: "ada", at: "100", name: "Product Viewed", itemIds: ["lamp"] },
];

describe.each([
  ["embedded", () => embedded],
  ["memory", createMemoryAnalytics],
] as const)("item-touches, %s", (name, open) => {
  const asked = { sinceMs: 100, untilMs: 200, limit: 10 };

  it("gives what people did with items in a range of time, newest first, at most so much", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    expect(await analytics.query("item-touches", asked)).toEqual(touched);
    expect(await analytics.query("item-touches", { ...asked, limit: 2 })).toEqual(touched.slice(0, 2));
  });

  it("writes the same into a file, a line each", async () => {
    const analytics = open();
    await analytics.clear();
    await analytics.insert(life, "all");
    const path = join(folder, `${name}'s.jsonl`);
    await analytics.writeRows("item-touches", asked, path);
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(touched);
  });
});
