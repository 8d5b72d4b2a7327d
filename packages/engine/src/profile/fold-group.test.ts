import { describe, expect, it } from "vitest";
import { foundingIdentifier, profileIdOf } from "./profile-id.ts";
import { asInput, createWorld, event, identifier, settings } from "./profile-world.suite.ts";

const whoIs = (world: ReturnType<typeof createWorld>, key: string) => world.find(identifier(key))?.profileId;

describe("a fold of a group", () => {
  it("founds a profile whose id is known before, from the browser's identifier", () => {
    const world = createWorld();
    world.fold([asInput(event(["user_id:u1", "anonymous_id:a1"]))]);
    const founding = foundingIdentifier([identifier("user_id:u1"), identifier("anonymous_id:a1")])!;
    expect(whoIs(world, "user_id:u1")).toBe(profileIdOf(settings.salt, founding));
    expect(profileIdOf(settings.salt, founding)).toMatch(/^[\w-]{22}$/);
  });

  it("keeps one of two events with the same message key, in one group or in two", () => {
    const world = createWorld();
    const input = asInput(event(["anonymous_id:a1"]));
    expect(world.fold([input, input]).map((result) => result.kind)).toEqual(["kept", "duplicate"]);
    expect(world.fold([input]).map((result) => result.kind)).toEqual(["duplicate"]);
    expect(world.log).toHaveLength(1);
  });

  it("joins what was seen before the login to the person, keeping the older id", () => {
    const world = createWorld();
    world.fold([asInput(event(["anonymous_id:phone"])), asInput(event(["user_id:u1", "anonymous_id:laptop"]))]);
    const older = whoIs(world, "anonymous_id:phone");
    const absorbed = whoIs(world, "user_id:u1");
    world.fold([asInput(event(["user_id:u1", "anonymous_id:phone"]))]);
    const profile = world.find(identifier("user_id:u1"))!;
    expect(profile.profileId).toBe(older);
    expect(profile.eventCount).toBe(3);
    expect(whoIs(world, "anonymous_id:laptop")).toBe(older);
    expect(whoIs(world, `profile_id:${absorbed}`)).toBe(older);
    expect(world.log.map((entry) => entry.kind)).toEqual(["event", "event", "merge", "event"]);
  });

  it("gives a shared browser's anonymous events to the person who was identified last", () => {
    const world = createWorld();
    world.fold([
      asInput(event(["user_id:u1", "anonymous_id:family"])),
      asInput(event(["user_id:u2", "anonymous_id:family"])),
      asInput(event(["anonymous_id:family"])),
    ]);
    expect(world.find(identifier("user_id:u1"))?.eventCount).toBe(1);
    expect(world.find(identifier("user_id:u2"))?.eventCount).toBe(2);
    expect(whoIs(world, "anonymous_id:family")).toBe(whoIs(world, "user_id:u2"));
  });

  it("keeps an e-mail address apart that belongs to another user id, and joins what is weaker and harmless", () => {
    const world = createWorld();
    world.fold([
      asInput(event(["user_id:u1", "email:ada@example.com"])),
      asInput(event(["user_id:u2", "email:ada@example.com", "anonymous_id:new"])),
    ]);
    expect(whoIs(world, "email:ada@example.com")).toBe(whoIs(world, "user_id:u1"));
    expect(whoIs(world, "anonymous_id:new")).toBe(whoIs(world, "user_id:u2"));
    expect(world.log.at(-1)).toMatchObject({ apart: ["email:ada@example.com"] });
  });

  it("joins five identifiers of a namespace and leaves the sixth to found a profile of its own", () => {
    const world = createWorld();
    const addresses = [1, 2, 3, 4, 5, 6].map((i) => `email:a${i}@example.com`);
    world.fold(addresses.map((address) => asInput(event(["user_id:u1", address]))));
    expect(world.find(identifier("user_id:u1"))?.identities).toHaveLength(6);
    expect(world.find(identifier(addresses[5]!))).toBeUndefined();
    world.fold([asInput(event([addresses[5]!]))]);
    expect(whoIs(world, addresses[5]!)).not.toBe(whoIs(world, "user_id:u1"));
  });

  it("counts a limit with a window over that window only", () => {
    const world = createWorld({ ...settings, identityLimits: { email: { most: 1, windowDays: 30 } } });
    const day = 86_400_000;
    const at = 1_750_000_000_000;
    world.fold([
      asInput(event(["user_id:u1", "email:a@example.com"], { at })),
      asInput(event(["user_id:u1", "email:b@example.com"], { at: at + 10 * day })),
      asInput(event(["user_id:u1", "email:c@example.com"], { at: at + 31 * day })),
    ]);
    const values = world.find(identifier("user_id:u1"))!.identities.map((link) => link.value);
    expect(values).toEqual(["a@example.com", "c@example.com", "u1"]);
  });

  it("follows an alias from the previous identifier to the new one, but never between two user ids", () => {
    const world = createWorld();
    world.fold([
      asInput(event(["anonymous_id:before"])),
      asInput(event(["user_id:u1"], { type: "alias", previous: identifier("anonymous_id:before") })),
      asInput(event(["user_id:u2"])),
      asInput(event(["user_id:u1"], { type: "alias", previous: identifier("user_id:u2") })),
    ]);
    expect(whoIs(world, "anonymous_id:before")).toBe(whoIs(world, "user_id:u1"));
    expect(whoIs(world, "user_id:u2")).not.toBe(whoIs(world, "user_id:u1"));
  });

  it("shows bots in the timeline and counts them nowhere", () => {
    const world = createWorld();
    const money = {
      kind: "order" as const,
      amountMicros: 5_000_000,
      originalAmountMicros: 5_000_000,
      originalCurrency: "GBP",
    };
    world.fold([asInput(event(["anonymous_id:a1"], { actor: "bot", name: "Order Completed", money }))]);
    const profile = world.find(identifier("anonymous_id:a1"))!;
    expect(profile.recentEvents).toHaveLength(1);
    expect(profile.counters).toEqual({});
    expect(profile.commerce.orderCount).toBe(0);
  });
});
