import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltServer, runCommand, startBuiltServer } from "./testing/start-built-server.ts";

const configuration = `
holdout: 0
placements: { row: {} }
tactics: { row: { placement: row, holdout: 0, items: { from: for-you, limit: 3 } } }
`;
const dayMs = 86_400_000;

describe("lists of a model on a real server", () => {
  let server: BuiltServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attune-lists-"));
    await writeFile(join(folder, "attune.yaml"), configuration);
    server = await startBuiltServer({ args: ["--config", join(folder, "attune.yaml")] });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const command = (...words: string[]) => runCommand([...words, "--data-dir", server.dataDirectory, "--json"]);

  async function decide(): Promise<{ itemId: string; reason: string }[]> {
    const response = await fetch(`${server.url}/v1/decide`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
      body: JSON.stringify({ anonymousId: "p1", placements: ["row"] }),
    });
    const { placements } = (await response.json()) as { placements: { row: { items: [] } } };
    return placements.row.items;
  }

  it("a feed, what people did, one command: the next decision is about the person", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `i${i},Thing ${i},${i % 2 === 0 ? "tea" : "tools"},5`);
    await writeFile(join(folder, "feed.csv"), `id,title,category,price\n${rows.join("\n")}\n`);
    const loaded = await command("catalog", "load", join(folder, "feed.csv"));
    expect(JSON.parse(loaded.stdout)).toMatchObject({ stored: 20, refused: 0 });

    // The last five refuse to be known.
    const batch = Array.from({ length: 125 * 5 }, (_, n) => {
      const person = Math.floor(n / 5);
      const itemId = `i${2 * ((person * 7 + (n % 5) * 3) % 10) + (person % 2)}`;
      const timestamp = new Date(Date.now() - (6 - (n % 5)) * dayMs).toISOString();
      const properties = { product_id: itemId };
      return {
        type: "track",
        event: "Product Viewed",
        anonymousId: `p${person}`,
        messageId: `m${n}`,
        timestamp,
        properties,
        ...(person < 120 ? {} : { context: { consent: { personalization: false } } }),
      };
    });
    const sent = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
      body: JSON.stringify({ batch }),
    });
    expect(sent.status).toBe(200);

    const trained = await command("learn", "train", "--despite", "a test");
    const report = JSON.parse(trained.stdout);
    expect(report).toMatchObject({
      schema: "attune.learn.train/1",
      inService: true,
      people: 120,
      data: { profiles: 120 },
    });
    expect(report.reasons.at(-1)).toBe("In service all the same: a test");

    const items = await decide();
    expect(items).toHaveLength(3);
    expect(items.every(({ itemId }) => Number(itemId.slice(1)) % 2 === 1)).toBe(true);
    expect(items[0]?.reason).toMatch(/^because you viewed Thing \d+$/);

    const status = JSON.parse((await command("learn", "recommenders")).stdout);
    expect(status).toMatchObject({ servedModelId: report.modelId, choices: { everyHours: 24, despite: "a test" } });

    // The same people again: nobody would see other items than the very model in service shows. Then back to that one.
    const again = JSON.parse((await command("learn", "train")).stdout);
    expect(again).toMatchObject({ gate: { change: { changedShare: 0 } }, parameters: { neighborsPerItem: 50 } });
    const { models } = JSON.parse((await command("learn", "models")).stdout);
    expect(models).toMatchObject([
      { modelId: report.modelId, parentId: null },
      { modelId: again.modelId, parentId: report.modelId, parameters: again.parameters },
    ]);
    const back = await command("learn", "rollback", "--reason", "a try", "--to", report.modelId);
    expect(JSON.parse(back.stdout)).toMatchObject({ slot: "recommendations", modelId: report.modelId });
    expect(await decide()).toEqual(items);
  }, 120_000);
});
