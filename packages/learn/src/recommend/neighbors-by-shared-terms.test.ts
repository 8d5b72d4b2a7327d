import { createRng } from "@attune/math/rng";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neighborsBySharedTerms, type WeighedTerms } from "./neighbors-by-shared-terms.ts";

/** Every item with its terms, ascending; every item's length is the root of its weights' sum, as a cosine has it. */
function weighedTerms(own: readonly (readonly number[])[], weight: readonly number[]): WeighedTerms {
  const rowStart = new Uint32Array(own.length + 1);
  own.forEach((terms, item) => {
    rowStart[item + 1] = rowStart[item]! + terms.length;
  });
  const length = Float64Array.from(own, (terms) => Math.sqrt(terms.reduce((sum, term) => sum + weight[term]!, 0)));
  return { rowStart, term: Uint32Array.from(own.flat()), weight: Float64Array.from(weight), length };
}

/** All pairs, by the definition. */
function byDefinition({ rowStart, term, weight, length }: WeighedTerms, item: number, limit: number) {
  const termsOf = (each: number) => [...term.subarray(rowStart[each]!, rowStart[each + 1]!)];
  const own = new Set(termsOf(item));
  return Array.from(length.keys())
    .filter((other) => other !== item && termsOf(other).some((each) => own.has(each)))
    .map((other) => {
      const shared = termsOf(other).reduce((sum, each) => sum + (own.has(each) ? weight[each]! : 0), 0);
      return { other, score: shared / length[other]! / length[item]! };
    })
    .sort((a, b) => b.score - a.score || a.other - b.other)
    .slice(0, limit);
}

function listOf({ rowStart, neighbor, strength }: ReturnType<typeof neighborsBySharedTerms>, item: number) {
  const entries = Array.from({ length: rowStart[item + 1]! - rowStart[item]! }, (_, i) => rowStart[item]! + i);
  return entries.map((entry) => ({ other: neighbor[entry]!, score: strength[entry]! }));
}

const shops = fc
  .record({
    weight: fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 }),
    picks: fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 1, maxLength: 60 }),
    limit: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ weight, picks, limit }) => {
    const own = picks.map((pick) => [...new Set([...pick].map((each) => each % weight.length))].sort((a, b) => a - b));
    return { items: weighedTerms(own, weight), limit };
  });

describe("neighborsBySharedTerms", () => {
  it("keeps the very neighbors that comparing all pairs gives, equal ones by their number", () => {
    fc.assert(
      fc.property(shops, ({ items, limit }) => {
        const found = neighborsBySharedTerms(items, limit);
        for (let item = 0; item < items.length.length; item++) {
          const expected = byDefinition(items, item, limit);
          const expectedAsKept = expected.map(({ other, score }) => ({ other, score: Math.fround(score) }));
          expect(listOf(found, item)).toEqual(expectedAsKept);
        }
      }),
    );
  });

  it("of twins each has the others", () => {
    const found = neighborsBySharedTerms(weighedTerms([[0], [0], [0]], [2]), 5);
    expect([0, 1, 2].map((item) => listOf(found, item).map(({ other }) => other))).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });

  it("where lists are too long to be read, those that share the rarest terms stand first, by all that they share", () => {
    // All have term 0, half term 1; items 10 to 12 have the rare term 2, and one of them shares the others, too.
    const own = Array.from({ length: 400 }, (_, item) => (item % 2 === 0 ? [0, 1] : [0]));
    own[10] = [0, 1, 2];
    own[11] = [0, 2];
    own[12] = [0, 1, 2];
    const found = neighborsBySharedTerms(weighedTerms(own, [1, 2, 40]), 2, 5);
    expect(listOf(found, 10).map(({ other }) => other)).toEqual([12, 11]);
  });

  it("reads no more places of lists than it is given, and loses little of what is alike", () => {
    const rng = createRng("tags");
    const own = Array.from({ length: 600 }, () =>
      [...new Set(Array.from({ length: 6 }, () => Math.floor(30 * rng.uniform() ** 2)))].sort((a, b) => a - b),
    );
    const items = weighedTerms(
      own,
      Array.from({ length: 30 }, (_, term) => 1 + term / 3),
    );
    const likeness = (reads: number) => neighborsBySharedTerms(items, 10, reads).strength.reduce((a, b) => a + b, 0);
    const all = likeness(Number.POSITIVE_INFINITY);
    expect(likeness(60)).toBeLessThan(all);
    expect(likeness(60)).toBeGreaterThan(0.9 * all);
  });
});
