import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foreseeOwner } from "./foresee-owner.ts";
import { identifiersOf } from "./owned-entry.ts";
import {
  anyEvent,
  anyInput,
  asInput,
  createWorld,
  event,
  identifier,
  settings,
  type World,
} from "./profile-world.suite.ts";

const foreseen = (world: World, keys: string[]) =>
  foreseeOwner(keys.map(identifier), viewOf(world), settings, 1_750_000_000_000);

function viewOf({ identities, profiles, log }: World) {
  return { nextOffset: log.length + 1, identities, profiles, seen: new Set<string>(), nextQuarantineId: 1 };
}

describe("foreseeOwner", () => {
  it("sees a known user and their unknown-so-far browser as the one person they are about to be, under the older id", () => {
    const world = createWorld();
    world.fold([
      asInput(event(["anonymous_id:phone"], { name: "Product Viewed" })),
      asInput(event(["user_id:ada"], { name: "Product Viewed" })),
    ]);
    const older = world.find(identifier("anonymous_id:phone"))!.profileId;
    const { profile, profileId } = foreseen(world, ["user_id:ada", "anonymous_id:phone"]);
    expect(profileId).toBe(older);
    expect(profile).toMatchObject({ profileId: older, counters: { "Product Viewed": { total: 2 } } });
  });

  it("shows nothing of another user whose browser it is", () => {
    const world = createWorld();
    world.fold([asInput(event(["user_id:ada", "anonymous_id:tablet"])), asInput(event(["user_id:bob"]))]);
    const bob = world.find(identifier("user_id:bob"))!;
    expect(foreseen(world, ["user_id:bob", "anonymous_id:tablet"])).toEqual({ profile: bob, profileId: bob.profileId });
    expect(foreseen(world, ["user_id:eve", "anonymous_id:tablet"]).profile).toBeUndefined();
  });

  it("keeps two apart who were taken apart", () => {
    const world = createWorld();
    world.fold([asInput(event(["anonymous_id:phone"])), asInput(event(["user_id:ada"]))]);
    world.fold([asInput(event(["user_id:ada", "anonymous_id:phone"]))]);
    world.unmerge(world.find(identifier("user_id:ada"))!, [identifier("user_id:ada")]);
    const ada = world.find(identifier("user_id:ada"))!;
    expect(foreseen(world, ["user_id:ada", "anonymous_id:phone"]).profile).toEqual(ada);
  });

  it("names the profile that the next entry with these identifiers goes to", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), anyEvent, (inputs, next) => {
        const world = createWorld();
        world.fold(inputs);
        const { profile, profileId } = foreseeOwner(identifiersOf(next), viewOf(world), settings, next.at);
        world.fold([asInput(next)]);
        const entry = world.log.at(-1)!;
        // An id that is taken already cannot be foreseen.
        if (profile !== undefined) expect(entry).toMatchObject({ profileId });
        if (profile !== undefined) expect(profile.eventCount).toBe(world.profiles.get(profileId)!.eventCount - 1);
      }),
    );
  });
});
