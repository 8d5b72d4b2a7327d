import type { Event } from "@attune/model/event";
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

const foreseen = (world: World, keys: string[]) => ownerBefore(world, event(keys));

function ownerBefore(world: World, next: Event) {
  return foreseeOwner(identifiersOf(next), world.viewFor([asInput(next)]), settings, next.at);
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

  it("names the id that a visitor gets whose browser's own id another person kept, whatever is written meanwhile", () => {
    const world = createWorld();
    const generations = 4;
    for (let i = 0; i < generations; i++) {
      world.fold([asInput(event([`user_id:ada-${i}`, "anonymous_id:kiosk"]))]);
      world.fold([asInput(event([`user_id:bob-${i}`, "anonymous_id:kiosk"]))]);
      world.erase(world.find(identifier(`user_id:bob-${i}`))!);
    }
    const { profile, profileId } = foreseen(world, ["anonymous_id:kiosk"]);
    expect(profile).toBeUndefined();
    expect(new Set([...world.profiles.keys(), profileId]).size).toBe(generations + 1);
    world.fold([asInput(event(["anonymous_id:bystander"]))]);
    world.fold([asInput(event(["anonymous_id:kiosk"]))]);
    expect(world.find(identifier("anonymous_id:kiosk"))?.profileId).toBe(profileId);
  });

  it("names the profile that the next entry with these identifiers goes to, whatever is written meanwhile", () => {
    fc.assert(
      fc.property(anyHistory, fc.oneof(anyEvent, onSharedBrowser), (history, next) => {
        const world = createWorld();
        for (const { inputs, erased, split } of history) {
          world.fold(inputs);
          unmergeWhereMerged(world, split);
          const person = world.find(identifier(erased));
          if (person !== undefined) world.erase(person);
        }
        const { profile, profileId } = ownerBefore(world, next);
        world.fold([asInput(event(["anonymous_id:bystander"]))]);
        world.fold([asInput(next)]);
        expect(world.log.at(-1)).toMatchObject({ profileId });
        expect(profile?.eventCount ?? 0).toBe(world.profiles.get(profileId)!.eventCount - 1);
      }),
    );
  });
});

/** Few people on fewer browsers, so that browsers are handed on and their ids are taken. */
const onSharedBrowser = fc
  .tuple(
    fc.constantFrom([], ["user_id:u1"], ["user_id:u2"], ["user_id:u3"]),
    fc.constantFrom("anonymous_id:browser-1", "anonymous_id:browser-2"),
  )
  .map(([user, browser]) => event([...user, browser]));

const anyHistory = fc.array(
  fc.record({
    inputs: fc.array(fc.oneof(anyInput, onSharedBrowser.map(asInput)), { minLength: 1, maxLength: 8 }),
    erased: fc.constantFrom("user_id:u1", "user_id:u2", "user_id:u3"),
    split: fc.constantFrom("user_id:u1", "user_id:u2", "anonymous_id:browser-2"),
  }),
  { maxLength: 6 },
);

function unmergeWhereMerged(world: World, key: string): void {
  const person = world.find(identifier(key));
  if (person !== undefined && person.identities.length > 1) world.unmerge(person, [identifier(key)]);
}
