import type { Interaction } from "@attune/model/profile";
import { describe, expect, it } from "vitest";
import { affinities } from "./affinities.ts";

const now = 1_750_000_000_000;
const daysAgo = (days: number) => now - days * 86_400_000;
const touch = (kind: Interaction["kind"], days: number, category: string): Interaction => ({
  at: daysAgo(days),
  offset: 1,
  itemId: "i",
  kind,
  category,
});

describe("affinities", () => {
  it("weighs purchases five views, and halves every 14 days", () => {
    // shoes: 5 · ½ = 2.5; hats: 1 + ½ = 1.5; together 4.
    const interactions = [touch("purchase", 14, "shoes"), touch("view", 14, "hats"), touch("view", 0, "hats")];
    expect(affinities({ interactions }, now).categories).toEqual([
      { name: "shoes", share: 0.625, weight: 2.5 },
      { name: "hats", share: 0.375, weight: 1.5 },
    ]);
  });

  it("is empty where nothing names a brand", () => {
    expect(affinities({ interactions: [touch("view", 0, "hats")] }, now).brands).toEqual([]);
  });
});
