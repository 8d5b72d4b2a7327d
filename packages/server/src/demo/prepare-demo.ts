import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { createEngine } from "@attune/engine/runtime/create-engine";
import type { EngineObserver } from "@attune/engine/runtime/engine-parts";
import { dayMs } from "@attune/math/time-units";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import { catalogueFeed } from "@attune/shop/catalogue";
import type { SimulationSettings } from "@attune/shop/world";
import { readConfiguration } from "../config/read-configuration.ts";
import { openStores } from "../instance/open-stores.ts";
import { kindText } from "./kind-text.ts";
import { loadHistory } from "./load-history.ts";

export interface PrepareParts {
  /** There already. */
  dataDirectory: string;
  shop: SimulationSettings;
  observe: EngineObserver;
  /** The history is not there yet and is going to be loaded. */
  onBegin: () => void;
  onProgress: (events: number, share: number) => void;
}

const settleMs = 120_000;
/** Goals of the demo are to be reached by then: some of its tactics can, some cannot. */
const goalsWithinMs = 56 * dayMs;

/**
 * Fills a data directory with the demo's playbook, catalogue and history, once; what people put in the playbook's place since stays. Returns the number of
 * events loaded; null where they were there already.
 */
export async function prepareDemo({
  dataDirectory,
  shop,
  observe,
  onBegin,
  onProgress,
}: PrepareParts): Promise<number | null> {
  const endAt = shop.startAt + shop.days * dayMs;
  const text = kindText(shop.catalogue.kind.kindId, new Date(endAt + goalsWithinMs).toISOString().slice(0, 10));
  const { business, playbook } = readConfiguration(text);
  // Nobody is written to about the past.
  const { journeys: _journeys, ...pastPlaybook } = playbook;
  let now = shop.startAt;
  const stores = await openUnspoilt(dataDirectory, business.timeZone);
  if ((await stores.definitions.get("setting", "demo-history")) !== undefined) {
    await stores.close();
    return null;
  }
  await writeFile(join(dataDirectory, "attune.yaml"), text);
  const engine = await createEngine({
    stores,
    business,
    playbook: pastPlaybook,
    clock: () => now,
    newId: randomUUID,
    observe,
  });
  try {
    onBegin();
    if ((await stores.log.head()) === 0) await stores.definitions.put("setting", [["demo-begun", true]]);
    await engine.catalogue.put(catalogueFeed(shop.catalogue));
    const metrics = metricsWith(playbook.metrics ?? []);
    for (const { experimentId } of playbook.experiments ?? [])
      await engine.experiments.start(experimentId, "attune demo", metrics);
    const setNow = (at: number) => {
      now = at;
    };
    const events = await loadHistory({ engine, setNow, shop, onProgress });
    // A shop sends its feed every day; this is the last one.
    await engine.catalogue.put(catalogueFeed(shop.catalogue));
    await engine.settled(settleMs);
    await stores.definitions.put("setting", [["demo-history", { days: shop.days, events }]]);
    return events;
  } finally {
    await engine.close();
  }
}

/** A history that was cut off is begun anew, from nothing: it ends now, so a second half would belong to another past. */
async function openUnspoilt(dataDirectory: string, timeZone: string): Promise<Stores> {
  const stores = openStores(dataDirectory, timeZone);
  const said = (what: string) => stores.definitions.get("setting", what);
  if ((await said("demo-begun")) === undefined || (await said("demo-history")) !== undefined) return stores;
  await stores.close();
  for (const name of ["state", "analytics"]) await rm(join(dataDirectory, name), { recursive: true });
  return openStores(dataDirectory, timeZone);
}
