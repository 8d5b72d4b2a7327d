import { describe, expect, it } from "vitest";
import { createDecodedCache } from "./decoded-cache.ts";

describe("decoded cache", () => {
  it("gives back what was set until it is deleted or cleared", () => {
    const cache = createDecodedCache<number>(10_000);
    cache.set("a", 1, 10);
    cache.set("a", 2, 10);
    cache.set("b", 3, 10);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([2, 3, undefined]);
    cache.delete("a");
    expect([cache.get("a"), cache.get("b")]).toEqual([undefined, 3]);
    cache.clear();
    expect(cache.get("b")).toBeUndefined();
  });

  it("lets go of what was not used for longest when it passes its limit", () => {
    // Ten entries of 800 + 200 bytes fit; the eleventh makes room down to nine tenths.
    const cache = createDecodedCache<number>(10_000);
    for (let n = 0; n < 10; n++) cache.set(`${n}`, n, 800);
    expect(cache.get("0")).toBe(0);
    cache.set("10", 10, 800);
    const kept = Array.from({ length: 11 }, (_, n) => n).filter((n) => cache.get(`${n}`) !== undefined);
    expect(kept).toEqual([0, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("does not keep what is greater than all it may hold, and keeps the others", () => {
    const cache = createDecodedCache<number>(1_000);
    cache.set("small", 2, 100);
    cache.set("growing", 3, 100);
    cache.set("huge", 1, 5_000);
    cache.set("growing", 4, 5_000);
    expect([cache.get("huge"), cache.get("growing"), cache.get("small")]).toEqual([undefined, undefined, 2]);
    // What was refused takes no room: 300 + 700 bytes fit.
    cache.set("other", 5, 500);
    expect([cache.get("small"), cache.get("other")]).toEqual([2, 5]);
  });
});
