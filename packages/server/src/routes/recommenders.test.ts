import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createInteractionsBuilder } from "@attune/learn/recommend/interactions";
import { emptyRegistry, promoteModel, type Registry, registerModel } from "@attune/learn/registry/registry";
import { encodeModel } from "@attune/learn/serve/model-file";
import type { ModelScope } from "@attune/learn/serve/served-model";
import { trainServedModel } from "@attune/learn/serve/train-served-model";
import { createRng } from "@attune/math/rng";
import type { Json } from "@attune/model/json";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainWhenDue } from "../jobs/schedule-training.ts";
import { modelFolder, modelPath, recommendationSlot, serveRegistered } from "../recommenders/model-files.ts";
import { sealOf } from "../recommenders/sealed-file.ts";
import { trainFromFiles } from "../recommenders/train-from-files.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const dayMs = 86_400_000;
const configuration = `
holdout: 0
placements:
  row: {}
  under: {}
tactics:
  row: { placement: row, holdout: 0, items: { from: for-you, limit: 3 } }
  under: { placement: under, holdout: 0, items: { from: similar-items, limit: 3 } }
catalogue:
  staleAfterHours: 1
  rules:
    no-tools: { on: { search: only tea }, hide: [{ category: tools }] }
`;

let opened: MemoryApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-recommenders-"));
  opened = await openMemoryApp({ configuration, dataDirectory: folder });
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true });
});

async function ask(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  payload?: object,
  key = secretKey,
) {
  const response = await opened.server.inject({
    method,
    url,
    headers: basic(key),
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, body: response.json() };
}

const item = (itemId: string, category: string) => ({ itemId, name: `The ${itemId}`, category, available: true });
const shop = Array.from({ length: 20 }, (_, i) => item(`i${i}`, i % 2 === 0 ? "tea" : "tools"));

/** People look at six items of one kind, one a day. */
function* touches(people: number) {
  const rng = createRng("touches");
  for (let person = 0; person < people; person++) {
    for (let step = 0; step < 6; step++)
      yield {
        personId: `p${person}`,
        itemId: `i${2 * rng.integer(10) + (person % 2)}`,
        at: testNow - (10 - step) * dayMs,
      };
  }
}

async function keepModel(modelId: string, only?: ModelScope): Promise<void> {
  const ids = createIds();
  for (const { itemId } of shop) ids.items.add(itemId);
  const builder = createInteractionsBuilder(ids);
  for (const { personId, itemId, at } of touches(200)) builder.add(personId, itemId, at, 1);
  const { interactions } = builder.finish();
  const { model, metrics, gate } = trainServedModel({
    data: { interactions, purchases: interactions, orders: interactions },
    itemOf: (itemId) => shop.find((each) => each.itemId === itemId),
    champion: null,
    inService: null,
    modelId,
    trainedAt: testNow,
    rng: createRng(1),
    onProgress: () => {},
  });
  const path = modelPath(await modelFolder(opened.instance), modelId);
  await writeFile(path, Buffer.concat(encodeModel(model, interactions.itemIds)));
  const { definitions } = opened.engine.stores;
  const data = { interactions: 1, profiles: 1, items: 20, fromAt: 0, toAt: 1, hash: "0" };
  const card = {
    modelId,
    name: "chances",
    parameters: {},
    seed: "1",
    trainedAt: testNow,
    data,
    metrics,
    parentId: null,
    gate,
  };
  const registered = registerModel(((await definitions.get("model-registry", "all")) as never) ?? emptyRegistry, card);
  const promoted = promoteModel(registered, {
    slot: recommendationSlot,
    modelId,
    sinceAt: testNow,
    reasons: ["better"],
    ...(only === undefined ? {} : { only }),
  });
  await definitions.put("model-registry", [["all", promoted as unknown as Json]]);
}

describe("lists of a model over HTTP", () => {
  beforeAll(async () => {
    await ask("PUT", "/v1/catalog/items", { items: shop });
  });

  it("are popular ones until a model serves, the newest before anybody looked at anything, and say that they stand in", async () => {
    expect((await ask("GET", "/v1/learn/recommenders")).body).toMatchObject({
      servedModelId: null,
      choices: { everyHours: 24 },
      catalogue: { items: 20, changedAt: testNow },
      alarms: [],
    });
    const { body } = await ask(
      "POST",
      "/v1/decide",
      { anonymousId: "ada", placements: ["under"], context: { itemId: "i0" } },
      writeKey,
    );
    expect(body.placements.under).toMatchObject({
      items: ["i1", "i2", "i3"].map((itemId) => ({ itemId, reason: "among the newest in the shop" })),
      fallback: true,
    });
  });

  it("of likeness alone: what is like what, and popular ones where lists are personal, until somebody says why it may say more", async () => {
    await keepModel("alike", "likeness");
    expect(await serveRegistered(opened.instance)).toBe("alike");
    expect((await ask("GET", "/v1/learn/recommenders")).body.service).toMatchObject({ only: "likeness" });
    const look = { type: "track", event: "Product Viewed", messageId: "0", properties: { product_id: "i4" } };
    await ask("POST", "/v1/batch", { batch: [{ ...look, anonymousId: "bob" }] }, writeKey);
    const decide = async () => {
      const request = { anonymousId: "bob", placements: ["row", "under"], context: { itemId: "i5" } };
      return (await ask("POST", "/v1/decide", request, writeKey)).body.placements;
    };
    const { row, under } = await decide();
    expect(under).toMatchObject({ fallback: false });
    expect(under.items[0].reason).toBe("like The i5");
    expect(row.items.every(({ reason }: { reason: string }) => !reason.startsWith("because you"))).toBe(true);
    expect(row.fallback).toBe(true);
    const promote = (more: object) =>
      ask("POST", "/v1/learn/models/alike/promote", { slot: recommendationSlot, ...more });
    await promote({ despite: "a try" });
    expect(opened.engine.catalogue.served()).not.toHaveProperty("only");
    expect((await decide()).row.items[0].reason).toMatch(/^because you viewed/);
    const { definitions } = opened.engine.stores;
    await definitions.put("model-registry", [["all", emptyRegistry as unknown as Json]]);
    expect(await serveRegistered(opened.instance)).toBeNull();
    await rm(modelPath(await modelFolder(opened.instance), "alike"));
  });

  it("follow the person's last look at once, never twice in one answer, with a reason that is true", async () => {
    await keepModel("first");
    expect(await serveRegistered(opened.instance)).toBe("first");
    const look = {
      type: "track",
      event: "Product Viewed",
      anonymousId: "ada",
      messageId: "1",
      properties: { product_id: "i3", category: "tools" },
    };
    await ask("POST", "/v1/batch", { batch: [look] }, writeKey);
    const decide = { anonymousId: "ada", placements: ["row", "under"], context: { itemId: "i5" } };
    const { body } = await ask("POST", "/v1/decide", decide, writeKey);
    const { row, under } = body.placements;
    expect(row.items).toHaveLength(3);
    // These people come back to what they saw, so it may be among them.
    for (const { itemId, reason } of row.items)
      expect(reason).toBe(itemId === "i3" ? "because you viewed it" : "because you viewed The i3");
    expect(under.items[0].reason).toBe("like The i5");
    const all = [...row.items, ...under.items].map(({ itemId }: { itemId: string }) => itemId);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((itemId: string) => Number(itemId.slice(1)) % 2 === 1)).toBe(true);
  });

  it("heed what the shop wishes, and what is sold out a moment ago", async () => {
    const first = async (context: object) => {
      const { body } = await ask("POST", "/v1/decide", { anonymousId: "ada", placements: ["row"], context }, writeKey);
      return body.placements.row.items.map(({ itemId }: { itemId: string }) => itemId);
    };
    const [best] = await first({});
    expect(await first({ search: "tea only" })).not.toContain(best);
    expect(
      (
        await ask("PATCH", "/v1/catalog/items", {
          items: [
            { itemId: best, stock: 0 },
            { itemId: "x", stock: 1 },
          ],
        })
      ).body,
    ).toEqual({
      changed: 1,
      missing: ["x"],
    });
    expect(await first({})).not.toContain(best);
    await ask("PATCH", "/v1/catalog/items", { items: [{ itemId: best, stock: 4 }] });
    expect((await first({}))[0]).toBe(best);
    expect((await ask("DELETE", "/v1/catalog/items", { itemIds: [best] })).body).toEqual({ removed: 1 });
    expect(await first({})).not.toContain(best);
    expect((await ask("GET", `/v1/catalog/items/${best}`)).status).toBe(404);
  });

  it("go back to the model before, and forward again", async () => {
    await keepModel("second");
    await serveRegistered(opened.instance);
    expect(opened.engine.catalogue.served()?.modelId).toBe("second");
    const back = await ask("POST", `/v1/learn/slots/${recommendationSlot}/rollback`, { reason: "clicks fell" });
    expect(back.body).toMatchObject({ modelId: "first" });
    expect(opened.engine.catalogue.served()?.modelId).toBe("first");
    const again = await ask("POST", "/v1/learn/models/second/promote", {
      slot: recommendationSlot,
      despite: "it was the weather",
    });
    expect(again.body).toMatchObject({ modelId: "second" });
    expect(opened.engine.catalogue.served()?.modelId).toBe("second");
  });

  it("go back to any model whose file is kept, and to no other", async () => {
    await keepModel("third");
    await serveRegistered(opened.instance);
    const rollback = (body: object) => ask("POST", `/v1/learn/slots/${recommendationSlot}/rollback`, body);
    expect((await rollback({ reason: "all of it", to: "first" })).body).toMatchObject({ modelId: "first" });
    expect(opened.engine.catalogue.served()?.modelId).toBe("first");
    expect((await rollback({ reason: "more", to: "second" })).body.error.message).toMatch(/nothing to go back to/);
    const { definitions } = opened.engine.stores;
    const registry = (await definitions.get("model-registry", "all")) as unknown as Registry;
    const gone = { ...registry.models[0]!, modelId: "gone" };
    await definitions.put("model-registry", [["all", registerModel(registry, gone) as unknown as Json]]);
    const promoted = await ask("POST", "/v1/learn/models/gone/promote", { slot: recommendationSlot, despite: "a try" });
    expect([promoted.status, promoted.body.error.message]).toEqual([
      409,
      "Lists cannot be served from gone: its file is not there; kept are first, second, third.",
    ]);
    expect(opened.engine.catalogue.served()?.modelId).toBe("first");
  });

  it("are popular ones where the model's file is damaged, which is told, trained again once, and never put into service", async () => {
    const { engine, instance } = opened;
    const path = modelPath(await modelFolder(instance), "second");
    const bytes = await readFile(path);
    const sealed = Buffer.concat([bytes, sealOf([bytes])]);
    await writeFile(path, sealed);
    const promote = () =>
      ask("POST", "/v1/learn/models/second/promote", { slot: recommendationSlot, despite: "a try" });
    expect((await promote()).body).toMatchObject({ modelId: "second" });

    const flipped = Buffer.from(sealed);
    flipped[bytes.byteLength - 1]! ^= 0x40;
    await writeFile(path, flipped);
    expect([(await promote()).status, engine.catalogue.served()?.modelId]).toEqual([409, "second"]);
    await engine.catalogue.serve(null);
    await expect(serveRegistered(instance)).rejects.toThrow("Lists cannot be served from second: its file is damaged.");
    const { alarms } = (await ask("GET", "/v1/learn/recommenders")).body;
    expect(alarms).toEqual([{ what: "file", message: expect.stringContaining("from second") }]);

    const trainedAt = (at: number) => engine.stores.definitions.put("setting", [["recommender-training", { at }]]);
    await trainedAt(instance.startedAt - 1);
    const job = await trainWhenDue(instance);
    instance.jobs.cancel(job!.jobId);
    expect(await instance.jobs.ended(job!.jobId)).toMatchObject({ kind: "train", state: "canceled" });
    await trainedAt(instance.startedAt + 1);
    expect(await trainWhenDue(instance)).toBeNull();

    await writeFile(path, sealed);
    expect(await serveRegistered(instance)).toBe("second");
    expect((await ask("GET", "/v1/learn/recommenders")).body.alarms).toEqual([]);
  });

  it("a feed of items is announced, sent, and told what became of it", async () => {
    const { feedId } = (await ask("POST", "/v1/catalog/feeds", { complete: true })).body;
    const send = (payload: string, id: string) =>
      opened.server.inject({
        method: "PUT",
        url: `/v1/catalog/feeds/${id}/file`,
        headers: { ...basic(secretKey), "content-type": "application/octet-stream" },
        payload,
      });
    const lines = shop.slice(1).map(({ itemId, name, category }) => `${itemId},${name},${category},7.50`);
    const job = (await send(`id,title,category,price\n${lines.join("\n")}\nfresh,Fresh,tea,x\n`, feedId)).json();
    expect(job).toMatchObject({ state: "done", result: { stored: 19, refused: 1, removed: 1 } });
    expect(job.result.reasons).toEqual([{ line: 21, reason: '"x" is no price' }]);
    expect((await send("id\n1\n", feedId)).statusCode).toBe(404);
    const cut = (await ask("POST", "/v1/catalog/feeds", { complete: true })).body.feedId;
    expect((await send("id,title\ni1,One\n", cut)).json()).toMatchObject({
      state: "failed",
      error: { code: "conflict", message: expect.stringContaining("nothing was taken out") },
    });
    expect((await ask("POST", "/v1/catalog/feeds", { format: "excel" })).status).toBe(400);
  });
});

describe("trainFromFiles", () => {
  async function order(people: number) {
    const touchesPath = join(folder, "touches.jsonl");
    const itemsPath = join(folder, "items.jsonl");
    const rows = [...touches(people)].map(({ personId, itemId, at }) => ({
      personId,
      at: `${at}`,
      name: "Product Viewed",
      itemIds: [itemId],
    }));
    await writeFile(touchesPath, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    await writeFile(itemsPath, shop.map((each) => `${JSON.stringify(each)}\n`).join(""));
    return {
      touchesPath,
      refusals: null,
      itemsPath,
      modelPath: join(folder, "m.bin"),
      modelId: "m",
      nowAt: testNow,
      champion: null,
      championPath: null,
      seed: "1",
    };
  }

  it("says what is missing where there is too little to judge a model on", async () => {
    expect(await trainFromFiles(await order(20), () => {})).toMatchObject({
      undetermined: { code: "too-little-data", reason: expect.stringContaining("120 touches of items by 20 people") },
    });
  });

  it("trains, judges and tells of drift where a recipe serves already", async () => {
    const first = await trainFromFiles(await order(300), () => {});
    expect(first).toMatchObject({
      modelId: "m",
      people: 300,
      gate: { verdict: { passes: true } },
      drift: { undetermined: { code: "nothing-in-service" } },
    });
    const next = await trainFromFiles({ ...(await order(300)), champion: "chances" }, () => {});
    expect(next).toHaveProperty("drift.judgedBy", "ndcg@10");
    // The very model again: people would see what they see.
    const path = join(folder, "m.bin");
    const same = { ...(await order(300)), champion: "chances", championPath: path, modelPath: join(folder, "n.bin") };
    expect(await trainFromFiles(same, () => {})).toMatchObject({
      gate: { change: { changedShare: 0, people: 300 } },
      parameters: { neighborsPerItem: 50 },
    });
  });
});
