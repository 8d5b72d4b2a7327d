import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, writeKey } from "../testing/memory-app.ts";
import { writeStoreInteractions } from "./store-interactions.ts";

describe("writeStoreInteractions", () => {
  let app: MemoryApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attune-store-interactions-"));
    app = await openMemoryApp();
    const event = (userId: string, name: string, productId: string, more: object = {}) => ({
      type: "track",
      event: name,
      userId,
      messageId: `${userId}-${name}-${productId}`,
      properties: { product_id: productId, category: "Tea, loose", price: 4.5, ...more },
    });
    const batch = [
      { type: "identify", userId: "ada", messageId: "ada", traits: { country: "DE" } },
      event("ada", "Product Viewed", "sencha"),
      event("ada", "Product Added", "sencha", { quantity: 1 }),
      event("eve", "Product Viewed", "sencha"),
      {
        type: "track",
        event: "Consent Updated",
        userId: "eve",
        messageId: "eve-consent",
        context: { consent: { categoryPreferences: { personalization: false } } },
      },
      { type: "identify", userId: "nobody", messageId: "nobody", traits: {} },
    ];
    const answer = await app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    await app.engine.settled(10_000);
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it("a line per interaction of those who allow it, with the trait asked for", async () => {
    const path = join(folder, "rows.csv");
    const choice = { segmentId: "vip", trait: "country" };
    const counted = await writeStoreInteractions(app.engine, path, choice, new AbortController().signal);
    expect(counted).toEqual({ people: 1, rows: 2 });
    const [header, ...lines] = (await readFile(path, "utf8")).trim().split("\n");
    expect(header).toBe("person,item,time,kind,category,brand,amount,member,group,segments");
    expect(lines.map((line) => line.replace(/^[^,]+,/, ""))).toEqual([
      expect.stringMatching(/^sencha,\d+,view,"Tea, loose",,4\.5,0,DE,$/),
      expect.stringMatching(/^sencha,\d+,cart,"Tea, loose",,4\.5,0,DE,$/),
    ]);
  });

  it("stops when it is told to", async () => {
    const stopped = AbortSignal.abort();
    const work = writeStoreInteractions(
      app.engine,
      join(folder, "none.csv"),
      { segmentId: null, trait: null },
      stopped,
    );
    await expect(work).rejects.toThrow(/abort/i);
  });
});
