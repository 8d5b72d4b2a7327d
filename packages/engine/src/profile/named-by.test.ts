import { describe, expect, it } from "vitest";
import { namedByLimit } from "./named-by.ts";
import { asInput, createWorld, event, expectReplayEqualsLive, identifier } from "./profile-world.suite.ts";

/** A browser in a shop on which customers sign in, one after the other. */
function kiosk(customers: number) {
  const world = createWorld();
  const users = Array.from({ length: customers }, (_, i) => `user_id:customer-${i}`);
  world.fold(users.map((user) => asInput(event([user, "anonymous_id:kiosk"]))));
  return world;
}

const record = (world: ReturnType<typeof kiosk>) => world.identities.get("anonymous_id:kiosk")!;

describe("the record of an identifier that many people's entries name", () => {
  it("lists a hundred profiles, and is only marked as shared beyond", () => {
    expect(record(kiosk(namedByLimit)).namedBy).toHaveLength(100);
    expect(record(kiosk(namedByLimit))).not.toHaveProperty("shared");
    const crowded = kiosk(namedByLimit + 1);
    expect(record(crowded)).toMatchObject({ namedBy: [], shared: true });
    expect(crowded.find(identifier("anonymous_id:kiosk"))).toBe(crowded.find(identifier("user_id:customer-100")));
    expectReplayEqualsLive(crowded);
  });

  it("lets an erasure find every entry that names it all the same", () => {
    const world = kiosk(namedByLimit + 5);
    world.erase(world.find(identifier("user_id:customer-7"))!);
    expect(JSON.stringify([world.log, [...world.profiles], [...world.identities]])).not.toContain("kiosk");
    expect(world.profiles.size).toBe(namedByLimit + 4);
    expectReplayEqualsLive(world);
  });

  it("lists the profiles again when an unmerge or an erasure leaves a hundred", () => {
    const world = kiosk(namedByLimit);
    // The 101st has five browsers of their own, so that the kiosk's stays apart.
    const own = [1, 2, 3, 4, 5].map((i) => event(["user_id:guest", `anonymous_id:own-${i}`]));
    world.fold([...own, event(["user_id:guest", "anonymous_id:kiosk"])].map(asInput));
    expect(world.log.at(-1)).toMatchObject({ apart: ["anonymous_id:kiosk"] });
    expect(record(world)).toMatchObject({ shared: true });
    world.erase(world.find(identifier("user_id:guest"))!);
    expect(record(world).namedBy).toHaveLength(100);
    expect(record(world)).not.toHaveProperty("shared");
    expectReplayEqualsLive(world);
  });
});
