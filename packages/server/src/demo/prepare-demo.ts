import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createEngine, type EngineObserver } from "@attune/engine/runtime/create-engine";
import type { Engine, OnProgress } from "@attune/engine/runtime/engine";
import { openEmbeddedStores } from "@attune/store/embedded/stores";
import { writeConfiguration } from "../config/write-configuration.ts";
import { type DemoShop, demoConfiguration } from "./demo-shop.ts";
import { loadHistory } from "./load-history.ts";

export interface PrepareParts {
  dataDirectory: string;
  shop: DemoShop;
  days: number;
  endAt: number;
  observe: EngineObserver;
  onProgress: OnProgress;
}

const settleMs = 120_000;

/** Fills a data directory with the demo's catalogue and history, once. Returns the number of events loaded; null where they were there already. */
export async function prepareDemo(parts: PrepareParts): Promise<number | null> {
  const { dataDirectory, shop, days, endAt, observe, onProgress } = parts;
  await writeFile(join(dataDirectory, "attune.yaml"), writeConfiguration(demoConfiguration));
  let now = endAt - days * 24 * 3_600_000;
  const stores = await openEmbeddedStores(dataDirectory);
  const engine = await createEngine({ stores, ...demoConfiguration, clock: () => now, newId: randomUUID, observe });
  try {
    if ((await stores.definitions.get("setting", "demo-history")) !== undefined) return null;
    await putCatalogue(engine, shop);
    const setNow = (at: number) => {
      now = at;
    };
    const events = await loadHistory({ engine, setNow, shop, days, endAt, onProgress });
    await engine.settled(settleMs);
    await stores.definitions.put("setting", [["demo-history", { days, endAt, events }]]);
    return events;
  } finally {
    await engine.close();
  }
}

async function putCatalogue({ stores }: Engine, shop: DemoShop): Promise<void> {
  await stores.definitions.put(
    "item",
    shop.catalogue.items.map((item) => [item.itemId, JSON.parse(JSON.stringify(item))] as const),
  );
}
