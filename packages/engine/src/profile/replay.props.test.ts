import * as fc from "fast-check";
import { describe, it } from "vitest";
import { anyInput, createWorld, expectReplayEqualsLive } from "./profile-world.suite.ts";

type Step =
  | { kind: "fold"; groupSize: number }
  | { kind: "unmerge"; pick: number; split: number }
  | { kind: "erase"; pick: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("fold" as const), groupSize: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("unmerge" as const), pick: fc.nat(99), split: fc.nat(1023) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), pick: fc.nat(99) }) },
);

describe("foldReplay", () => {
  it("arrives at the live state, whatever was merged, taken apart and erased", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyStep, fc.array(anyInput, { minLength: 1, maxLength: 6 })), { maxLength: 8 }),
        (steps) => {
          const world = createWorld();
          for (const [step, inputs] of steps) {
            world.fold(inputs, step.kind === "fold" ? step.groupSize : inputs.length);
            const standing = [...world.profiles.values()].sort((a, b) => a.createdOffset - b.createdOffset);
            if (step.kind === "unmerge") {
              const able = standing.filter((profile) => profile.identities.length > 1);
              const profile = able[step.pick % Math.max(1, able.length)];
              if (profile === undefined) continue;
              const split = profile.identities.filter((_, i) => (step.split >> i) & 1);
              if (split.length > 0 && split.length < profile.identities.length) world.unmerge(profile, split);
            } else if (step.kind === "erase") {
              const profile = standing[step.pick % Math.max(1, standing.length)];
              if (profile !== undefined) world.erase(profile);
            }
          }
          expectReplayEqualsLive(world);
        },
      ),
      { numRuns: 300 },
    );
  });
});
