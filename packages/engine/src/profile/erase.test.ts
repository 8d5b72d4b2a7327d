import { describe, expect, it } from "vitest";
import { asInput, createWorld, event, identifier } from "./profile-world.suite.ts";

describe("erase", () => {
  function sharedBrowser() {
    const world = createWorld();
    const note = { properties: { note: "asked for ada@example.com" } };
    world.fold(
      [
        event(["user_id:ada", "email:ada@example.com", "anonymous_id:family-tablet"], { traits: { plan: "gold" } }),
        event(["user_id:bob", "email:ada@example.com", "anonymous_id:family-tablet"], note),
        event(["anonymous_id:family-tablet"]),
      ].map(asInput),
    );
    return world;
  }

  it("leaves no identifier of the person anywhere, not in another person's entries either", () => {
    const world = sharedBrowser();
    world.erase(world.find(identifier("user_id:ada"))!);
    const everything = JSON.stringify([world.log, [...world.profiles], [...world.identities]]);
    for (const value of ["ada", "family-tablet", "gold"]) expect(everything).not.toContain(value);
  });

  it("takes the identifiers out of what another person's event is called and which product it names, too", () => {
    const world = createWorld();
    const item = { itemId: "gift-ada@example.com", name: "Mug for ada@example.com", quantity: 1 };
    const told = { name: "Wrote to ada@example.com", originalName: "wrote ada@example.com", items: [item] };
    world.fold(
      [
        event(["user_id:ada", "user_id:12", "email:ada@example.com"]),
        event(["user_id:bob", "email:ada@example.com"], told),
        event(["user_id:bob"], { name: "Step 12", items: [{ itemId: "12", quantity: 1 }] }),
      ].map(asInput),
    );
    world.erase(world.find(identifier("user_id:ada"))!);
    expect(JSON.stringify(world.log)).not.toContain("ada@example.com");
    expect(world.log).toMatchObject([
      { kind: "tombstone" },
      { event: { name: "Wrote to (erased)", items: [{ itemId: "gift-(erased)", quantity: 1 }] } },
      { event: { name: "Step 12", items: [{ itemId: "12" }] } },
      { kind: "erasure" },
    ]);
  });

  it("does not read the events of people who never came by one of the person's identifiers: a stated limit", () => {
    const world = createWorld();
    const note = { properties: { recommendedTo: "ada@example.com" } };
    world.fold([event(["user_id:ada", "email:ada@example.com"]), event(["user_id:carol"], note)].map(asInput));
    world.erase(world.find(identifier("user_id:ada"))!);
    expect(world.log[1]).toMatchObject({ event: note });
  });

  it("keeps the day and type of what happened, and the order by its profile ids", () => {
    const world = sharedBrowser();
    const { profileId } = world.find(identifier("user_id:ada"))!;
    world.erase(world.find(identifier("user_id:ada"))!);
    // 1,750,000,000,000 ms is 2025-06-15, day 20,254.
    expect(world.log[0]).toEqual({ kind: "tombstone", offset: 1, day: 20_254, type: "track" });
    expect(world.log.at(-1)).toMatchObject({ kind: "erasure", profileId, profileIds: [profileId], by: "tester" });
  });

  it("leaves the other person with all of their events", () => {
    const world = sharedBrowser();
    world.erase(world.find(identifier("user_id:ada"))!);
    expect(world.profiles.size).toBe(1);
    expect(world.find(identifier("user_id:bob"))).toMatchObject({ eventCount: 2, identities: [{ value: "bob" }] });
  });

  it("lets an erased browser found a profile of its own again, never another person's", () => {
    const world = sharedBrowser();
    world.erase(world.find(identifier("user_id:ada"))!);
    world.fold([asInput(event(["anonymous_id:family-tablet"]))]);
    expect(world.find(identifier("anonymous_id:family-tablet"))?.eventCount).toBe(1);
    expect(world.find(identifier("user_id:bob"))?.eventCount).toBe(2);
  });
});
