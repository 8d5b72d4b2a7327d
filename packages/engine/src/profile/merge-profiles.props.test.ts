import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldOwned } from "./fold-owned.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { isOwned, type OwnedEntry } from "./owned-entry.ts";
import { anyInput, createWorld, settings } from "./profile-world.suite.ts";

const { timeZone } = settings;
const entries = fc.array(anyInput, { minLength: 3, maxLength: 120 }).map((inputs) => {
  const world = createWorld();
  world.fold(inputs);
  return world.log.filter(isOwned);
});
const fold = (part: OwnedEntry[]) => foldOwned(`p${part[0]?.offset ?? 0}`, part, timeZone);

/** Which of three parts each entry goes to. */
const dealt = fc.tuple(entries, fc.infiniteStream(fc.nat(2))).map(([all, stream]) => {
  const parts: [OwnedEntry[], OwnedEntry[], OwnedEntry[]] = [[], [], []];
  for (const entry of all) parts[stream.next().value as 0 | 1 | 2].push(entry);
  return parts;
});

describe("mergeProfiles", () => {
  it("of two folds is the fold of both their entries", () => {
    fc.assert(
      fc.property(dealt, ([a, b]) => {
        const both = [...a, ...b].sort((x, y) => x.offset - y.offset);
        const merged = mergeProfiles(fold(a), fold(b), timeZone);
        expect({ ...merged, profileId: "" }).toEqual({ ...fold(both), profileId: "" });
      }),
    );
  });

  it("is commutative and associative", () => {
    fc.assert(
      fc.property(dealt, ([a, b, c]) => {
        const [x, y, z] = [fold(a), fold(b), fold(c)];
        expect(mergeProfiles(x, y, timeZone)).toEqual(mergeProfiles(y, x, timeZone));
        const left = mergeProfiles(mergeProfiles(x, y, timeZone), z, timeZone);
        expect(left).toEqual(mergeProfiles(x, mergeProfiles(y, z, timeZone), timeZone));
      }),
    );
  });

  it("does not depend on the order in which entries are folded", () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (all, stream) => {
        const shuffled = all
          .map((entry) => ({ entry, key: stream.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        expect(foldOwned("p", shuffled, timeZone)).toEqual(foldOwned("p", all, timeZone));
      }),
    );
  });
});
