import { describe, expect, it } from "vitest";
import { asInput, createWorld, event, identifier } from "./profile-world.suite.ts";

/** Two people with a history each, who are joined when the second logs in on the first one's browser. */
function joined() {
  const first = [
    event(["anonymous_id:first"]),
    event(["anonymous_id:first", "loyalty_id:gold"], { name: "Page Viewed" }),
  ];
  const second = [event(["anonymous_id:second"]), event(["user_id:u2", "anonymous_id:second"])];
  const link = event(["user_id:u2", "anonymous_id:first"]);
  const world = createWorld();
  world.fold([...first, ...second].map(asInput));
  const apart = { first: world.find(identifier("anonymous_id:first"))!, second: world.find(identifier("user_id:u2"))! };
  world.fold([asInput(link)]);
  return { world, apart, merged: world.find(identifier("user_id:u2"))! };
}

describe("unmerge", () => {
  it("gives back the first person exactly as they were before the merge", () => {
    const { world, apart, merged } = joined();
    expect(merged.identities).toHaveLength(4);
    world.unmerge(merged, [identifier("user_id:u2")]);
    const { separations, ...first } = world.find(identifier("anonymous_id:first"))!;
    expect({ ...first, separations: [] }).toEqual(apart.first);
    expect(separations).toHaveLength(2);
  });

  it("gives the event that named both to the side of its user id", () => {
    const { world, apart, merged } = joined();
    world.unmerge(merged, [identifier("anonymous_id:first")]);
    const second = world.find(identifier("user_id:u2"))!;
    expect(second.profileId).toBe(apart.second.profileId);
    expect(second.eventCount).toBe(3);
    expect(second.identities).toMatchObject([{ value: "second" }, { value: "u2" }]);
  });

  it("takes along what was first seen with the identifiers that are split off", () => {
    const { world, merged } = joined();
    world.unmerge(merged, [identifier("user_id:u2")]);
    const owner = (key: string) => world.find(identifier(key))?.profileId;
    expect(owner("anonymous_id:second")).toBe(owner("user_id:u2"));
    expect(owner("loyalty_id:gold")).toBe(owner("anonymous_id:first"));
    expect(owner("user_id:u2")).not.toBe(owner("anonymous_id:first"));
  });

  it("keeps later events that name both sides from joining them again, and gives them to the user id's side", () => {
    const { world, merged } = joined();
    world.unmerge(merged, [identifier("user_id:u2")]);
    const before = world.find(identifier("anonymous_id:first"))!.profileId;
    world.fold([asInput(event(["user_id:u2", "anonymous_id:first"])), asInput(event(["anonymous_id:first"]))]);
    expect(world.find(identifier("user_id:u2"))?.eventCount).toBe(4);
    expect(world.find(identifier("anonymous_id:first"))).toMatchObject({ profileId: before, eventCount: 3 });
  });

  it("parts two that were never two profiles", () => {
    const world = createWorld();
    world.fold(
      [event(["anonymous_id:a"]), event(["user_id:u1", "anonymous_id:a"]), event(["user_id:u1"])].map(asInput),
    );
    const whole = world.find(identifier("user_id:u1"))!;
    world.unmerge(whole, [identifier("user_id:u1")]);
    expect(world.find(identifier("anonymous_id:a"))).toMatchObject({ profileId: whole.profileId, eventCount: 1 });
    expect(world.find(identifier("user_id:u1"))).toMatchObject({ eventCount: 2 });
  });

  it("refuses identifiers that are not the profile's, and to take all it has", () => {
    const { world, merged } = joined();
    expect(() => world.unmerge(merged, [identifier("user_id:stranger")])).toThrow("has no identifier user_id:stranger");
    expect(() => world.unmerge(merged, merged.identities)).toThrow("would keep no identifier");
    expect(() => world.unmerge(merged, [])).toThrow("at least one");
  });
});
