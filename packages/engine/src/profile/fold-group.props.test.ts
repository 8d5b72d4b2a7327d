import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyInput, createWorld } from "./profile-world.suite.ts";

const histories = fc.array(anyInput, { minLength: 1, maxLength: 60 });

describe("a fold of a group", () => {
  it("never lets two user ids fuse", () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        const world = createWorld();
        world.fold(inputs);
        for (const profile of world.profiles.values())
          expect(profile.identities.filter((link) => link.namespace === "user_id").length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("gives every event to the person of its user id, whoever used the browser before", () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        const world = createWorld();
        world.fold(inputs);
        for (const entry of world.log) {
          if (entry.kind !== "event" || entry.event.identifiers[0]?.namespace !== "user_id") continue;
          const person = world.find(entry.event.identifiers[0]);
          const ids = [person?.profileId, ...(person?.merges.map((merge) => merge.profileId) ?? [])];
          expect(ids).toContain(entry.profileId);
        }
      }),
    );
  });

  it("arrives at the same people and profiles however the log was cut into groups", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 20 }), (inputs, groupSize) => {
        const together = createWorld();
        const cut = createWorld();
        together.fold(inputs);
        cut.fold(inputs, groupSize);
        expect(cut.log).toEqual(together.log);
        expect(cut.profiles).toEqual(together.profiles);
        expect(cut.identities).toEqual(together.identities);
      }),
    );
  });
});
