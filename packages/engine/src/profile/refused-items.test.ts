import * as fc from "fast-check";
import { expect, it } from "vitest";
import { foldOwned } from "./fold-owned.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import type { OwnedEntry } from "./owned-entry.ts";
import { event, settings } from "./profile-world.suite.ts";

const { timeZone } = settings;
const start = 1_750_000_000_000;

function said(offset: number, name: string, itemIds: string[]): OwnedEntry {
  const items = itemIds.map((itemId) => ({ itemId, quantity: 1 }));
  return { kind: "event", offset, profileId: "p", event: event(["user_id:u"], { at: start + offset, name, items }) };
}

const wordsOf = (entries: readonly OwnedEntry[]) => foldOwned("p", entries, timeZone).refused;

it("the last word on an item counts, in whatever order the words are seen", () => {
  const words = [said(1, "Not Interested", ["lamp", "sofa"]), said(2, "Interested Again", ["lamp"])];
  expect(wordsOf([words[1]!, words[0]!])).toEqual(wordsOf(words));
  expect(Object.entries(wordsOf(words) ?? {}).map(([itemId, { value }]) => [itemId, value])).toEqual([
    ["lamp", false],
    ["sofa", true],
  ]);
});

it("nothing is kept of people who said nothing, nor of words about no item", () => {
  expect(wordsOf([said(1, "Product Viewed", ["lamp"]), said(2, "Not Interested", [])])).toBeUndefined();
});

it("two halves merged are the whole, however many words there were; 60 are kept", () => {
  const words = fc.array(fc.record({ item: fc.nat({ max: 90 }), no: fc.boolean() }), {
    minLength: 100,
    maxLength: 160,
  });
  fc.assert(
    fc.property(words, fc.nat({ max: 100 }), (all, cut) => {
      const entries = all.map(({ item, no }, i) =>
        said(i + 1, no ? "Not Interested" : "Interested Again", [`i${item}`]),
      );
      const whole = foldOwned("p", entries, timeZone);
      const halves = [entries.slice(0, cut), entries.slice(cut)].map((half) => foldOwned("p", half, timeZone));
      expect(mergeProfiles(halves[0]!, halves[1]!, timeZone).refused).toEqual(whole.refused);
      expect(Object.keys(whole.refused ?? {}).length).toBeLessThanOrEqual(60);
    }),
    { numRuns: 30 },
  );
});
