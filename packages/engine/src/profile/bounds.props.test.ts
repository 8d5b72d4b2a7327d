import { createRng } from "@attune/math/rng";
import type { Profile } from "@attune/model/profile";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldOwned } from "./fold-owned.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import type { OwnedEntry } from "./owned-entry.ts";
import { event, settings } from "./profile-world.suite.ts";

const { timeZone } = settings;
const start = 1_750_000_000_000;
const hour = 3_600_000;

/** 240 entries that overflow every bound of a profile: times that often coincide, in another order than the log's, over 120 days. */
const overflowing = fc.integer().map((seed) => {
  const rng = createRng(seed);
  const below = (n: number) => rng.integer(n);
  const entries = Array.from({ length: 240 }, (_, i): OwnedEntry => {
    const offset = i + 1;
    const at = start + below(120 * 24) * hour;
    if (i % 8 === 0) {
      const opportunities = Array.from({ length: 40 }, () => ({
        placementId: "home",
        tacticId: `t${below(1000)}`,
        variantId: `v${below(2)}`,
        arm: "exposed" as const,
        propensity: 0.5,
      }));
      return {
        kind: "decision",
        offset,
        profileId: "p",
        decision: { decisionId: "d", at, identifiers: [], opportunities },
      };
    }
    const name = ["Product Added", `Custom ${below(90)}`, `Custom ${below(90)}`][i % 3]!;
    const items = ["a", "b", "c"].map((itemId) => ({ itemId, quantity: 1 + below(3) }));
    const traits = Object.fromEntries(Array.from({ length: 4 }, () => [`trait ${below(500)}`, below(1000)]));
    return { kind: "event", offset, profileId: "p", event: event(["user_id:u"], { at, name, items, traits }) };
  });
  return { entries, below };
});
const fold = (entries: readonly OwnedEntry[]): Profile => foldOwned("p", entries, timeZone);

describe("a profile whose bounds overflow", () => {
  it("keeps as much as is said, and the counts of all that happened", () => {
    fc.assert(
      fc.property(overflowing, ({ entries }) => {
        const profile = fold(entries);
        expect(Object.keys(profile.traits)).toHaveLength(300);
        expect(Object.keys(profile.exposures)).toHaveLength(500);
        expect(profile.interactions).toHaveLength(60);
        expect(profile.cart.changes).toHaveLength(50);
        expect(profile.recentEvents).toHaveLength(30);
        // 60 names outside of the vocabulary, `Product Added`, and the rest together.
        expect(Object.keys(profile.counters)).toHaveLength(62);
        const total = Object.values(profile.counters).reduce((sum, counter) => sum + counter.total, 0);
        expect(total).toBe(210);
      }),
      { numRuns: 3 },
    );
  });

  it("is the same in whatever order and grouping its entries are folded", () => {
    fc.assert(
      fc.property(overflowing, fc.integer({ min: 1, max: 12 }), ({ entries, below }, parts) => {
        const shuffled = entries
          .map((entry) => ({ entry, key: below(1e9) }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const whole = fold(entries);
        expect(fold(shuffled)).toEqual(whole);
        const groups: OwnedEntry[][] = Array.from({ length: parts }, () => []);
        for (const entry of shuffled) groups[below(parts)]!.push(entry);
        const profiles = groups.map(fold);
        while (profiles.length > 1) {
          const [one] = profiles.splice(below(profiles.length), 1);
          const i = below(profiles.length);
          profiles[i] = mergeProfiles(one!, profiles[i]!, timeZone);
        }
        expect(profiles[0]).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });
});
