import { describe, expect, it } from "vitest";
import { catalogueFeed, createCatalogue } from "./catalogue.ts";
import { categoryWords } from "./catalogue-words.ts";

describe("createCatalogue", () => {
  const catalogue = createCatalogue({ seed: 1 });

  it("createCatalogue(seed) makes the same shop twice, and another for another seed", () => {
    expect(createCatalogue({ seed: 1 }).items).toEqual(catalogue.items);
    expect(createCatalogue({ seed: 2 }).items).not.toEqual(catalogue.items);
  });

  it("createCatalogue() has 300 items with distinct ids, names and addresses, in all twelve categories", () => {
    for (const key of ["itemId", "name", "url"] as const) {
      expect(new Set(catalogue.items.map((item) => item[key])).size).toBe(300);
    }
    expect(catalogue.categories).toHaveLength(12);
    for (const category of catalogue.categories) expect(catalogue.byCategory.get(category)!.length).toBeGreaterThan(0);
  });

  it("createCatalogue() prices in whole cents, above cost", () => {
    for (const { priceMicros, costMicros } of catalogue.items) {
      expect(priceMicros % 10_000).toBe(0);
      expect(costMicros % 10_000).toBe(0);
      expect(costMicros).toBeGreaterThan(0);
      expect(costMicros).toBeLessThan(priceMicros);
    }
  });

  it("createCatalogue() draws prices whose median by category is the intended one, brands' levels averaged", () => {
    const large = createCatalogue({ seed: 3, size: 3000 });
    for (const { name, medianPrice, priceSpread } of categoryWords) {
      const logs = large.byCategory.get(name)!.map((item) => Math.log(item.priceMicros / 1e6));
      const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
      // The mean logarithm of the eight brands' levels is 0.0737, their spread 0.2575; tags round by 2 % at most on average.
      const standardError = Math.hypot(priceSpread, 0.2575) / Math.sqrt(logs.length);
      expect(Math.abs(mean - Math.log(medianPrice) - 0.0737)).toBeLessThan(4 * standardError + 0.02);
    }
  });

  it("createCatalogue() has something in every category from 12 items on, and refuses less and what names cannot tell apart", () => {
    for (const items of createCatalogue({ seed: 1, size: 12 }).byCategory.values()) expect(items).toHaveLength(1);
    expect(() => createCatalogue({ seed: 1, size: 11 })).toThrow("12 to 5,000");
    expect(() => createCatalogue({ seed: 1, size: 5001 })).toThrow("12 to 5,000");
  });

  it("catalogueFeed() does not tell how much an item is wanted", () => {
    expect(Object.keys(catalogueFeed(catalogue)[0]!).sort()).toEqual(
      ["available", "brand", "category", "costMicros", "imageUrl", "itemId", "name", "priceMicros", "url"].sort(),
    );
  });
});
