import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openScenario } from "./open-scenario.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("availability", () => {
  it("takes a sold-out item from every answer within 15 seconds, even while analytics is away", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
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
    await stores.definitions.put("item", [["lamp", { available: false }]]);
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(async () => expect(await shown()).toEqual(["chair"]));
    await engine.close();
  });
});

function withoutAnswers(stores: Stores): Stores {
  const query = () => Promise.reject(new Error("analytics is away"));
  return { ...stores, analytics: { ...stores.analytics, query } };
}
