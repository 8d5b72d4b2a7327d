import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";

describe("availability", () => {
  it("takes a sold-out item from the very next answer, even while analytics is away", async () => {
    const stores = withoutAnswers(openMemoryStores());
    await stores.definitions.put("item-list", [
      ["popular", ["lamp", "chair"].map((itemId) => ({ itemId, category: "", score: 1 }))],
    ]);
    const hero = { placementId: "hero", default: { content: {}, items: { from: "popular" as const, limit: 5 } } };
    const { engine } = await openScenario({ stores, playbook: { holdout: 0, placements: { hero }, tactics: [] } });
    const shown = async () => {
      const { placements } = await engine.decide({ anonymousId: "someone", placements: ["hero"] });
      return placements.hero?.items.map((item) => item.itemId);
    };
    expect(await shown()).toEqual(["lamp", "chair"]);
    await engine.catalogue.put([{ itemId: "lamp", name: "Lamp", available: false }]);
    expect(await shown()).toEqual(["chair"]);
    await engine.catalogue.change([{ itemId: "lamp", available: true, stock: 3 }]);
    expect(await shown()).toEqual(["lamp", "chair"]);
    await engine.catalogue.change([{ itemId: "lamp", stock: 0 }]);
    expect(await shown()).toEqual(["chair"]);
    await engine.close();
  });

  it("keeps a removed item out of lists also after a restart, until it is put in again", async () => {
    const stores = openMemoryStores();
    await stores.definitions.put("item-list", [["popular", [{ itemId: "lamp", category: "", score: 1 }]]]);
    const hero = { placementId: "hero", default: { content: {}, items: { from: "popular" as const, limit: 5 } } };
    const playbook = { holdout: 0, placements: { hero }, tactics: [] };
    const first = await openScenario({ stores: { ...stores, close: async () => {} }, playbook });
    await first.engine.catalogue.put([{ itemId: "lamp", name: "Lamp", available: true }]);
    expect(await first.engine.catalogue.remove(["lamp", "nothing"])).toBe(1);
    await first.engine.close();
    const { engine } = await openScenario({ stores, playbook });
    const shown = async () => {
      const { placements } = await engine.decide({ anonymousId: "someone", placements: ["hero"] });
      return placements.hero?.items.map((item) => item.itemId);
    };
    expect(await shown()).toEqual([]);
    await engine.catalogue.put([{ itemId: "lamp", name: "Lamp", available: true }]);
    expect(await shown()).toEqual(["lamp"]);
    await engine.close();
  });
});

function withoutAnswers(stores: Stores): Stores {
  const query = () => Promise.reject(new Error("analytics is away"));
  return { ...stores, analytics: { ...stores.analytics, query } };
}
