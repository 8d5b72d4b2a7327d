import { describe, expect, it } from "vitest";
import { createAgedCache } from "./aged-cache.ts";

describe("a cache of values with their age", () => {
  function opened() {
    const clock = { now: 1_000 };
    const cache = createAgedCache<string>(10_000, () => clock.now);
    return { clock, cache };
  }

  it("counts the age of what was read from when it was asked for", () => {
    const { cache, clock } = opened();
    const mark = cache.beginRead();
    clock.now += 400;
    cache.keep("p", "read", 4, mark);
    expect(cache.get("p", 399)).toBeUndefined();
    expect(cache.get("p", 400)).toBe("read");
    clock.now += 1;
    expect(cache.get("p", 400)).toBeUndefined();
  });

  it("gives what was asked for since a moment, however long the answer took", () => {
    const { cache, clock } = opened();
    const before = cache.beginRead();
    cache.keep("p", "before", 6, before);
    clock.now += 1;
    const since = clock.now;
    expect(cache.since("p", since)).toBeUndefined();
    const after = cache.beginRead();
    clock.now += 5_000;
    cache.keep("p", "after", 5, after);
    expect(cache.since("p", since)).toBe("after");
  });

  it("knows at once what this node has written", () => {
    const { cache } = opened();
    cache.keep("p", "old", 3, cache.beginRead());
    cache.written("p", "new", 3);
    expect(cache.get("p", 0)).toBe("new");
  });

  it("does not take a read that was sent before a write: not over it, and not after it was forgotten", () => {
    const { cache } = opened();
    const early = cache.beginRead();
    cache.written("p", "new", 3);
    cache.keep("p", "old", 3, early);
    expect(cache.get("p", 0)).toBe("new");
    const second = cache.beginRead();
    cache.forget("p");
    cache.keep("p", "new", 3, second);
    expect(cache.get("p", 0)).toBeUndefined();
  });
});
