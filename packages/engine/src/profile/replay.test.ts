import { describe, expect, it } from "vitest";
import { asInput, createWorld, event, expectReplayEqualsLive, identifier } from "./profile-world.suite.ts";

const alias = (who: string, previous: string) => event([who], { type: "alias", previous: identifier(previous) });

/** Histories that random search found, each with the mistake that it once showed. */
describe("foldReplay", () => {
  it("gives a browser back to its first user when an unmerge takes it from the second", () => {
    const world = createWorld();
    world.fold(
      [
        event(["user_id:u1", "anonymous_id:tablet"]),
        event(["user_id:u2", "email:two@example.com"]),
        event(["user_id:u2", "anonymous_id:tablet"]),
      ].map(asInput),
    );
    const second = world.find(identifier("user_id:u2"))!;
    expect(world.find(identifier("anonymous_id:tablet"))?.profileId).toBe(second.profileId);
    world.unmerge(second, [identifier("email:two@example.com"), identifier("anonymous_id:tablet")]);
    const first = world.find(identifier("user_id:u1"))!;
    expect(world.find(identifier("anonymous_id:tablet"))?.profileId).toBe(first.profileId);
    expectReplayEqualsLive(world);
  });

  it("keeps an entry with its owner when all that is left in it after an erasure had stayed apart", () => {
    const world = createWorld();
    world.fold(
      [
        event(["user_id:u2", "anonymous_id:tablet"]),
        event(["user_id:u1", "anonymous_id:tablet"]),
        alias("user_id:u3", "anonymous_id:phone"),
        alias("anonymous_id:tablet", "anonymous_id:phone"),
        event(["user_id:u1", "anonymous_id:phone"]),
      ].map(asInput),
    );
    world.erase(world.find(identifier("user_id:u2"))!);
    const first = world.find(identifier("user_id:u1"))!;
    expect(first.eventCount).toBe(3);
    world.unmerge(first, [identifier("anonymous_id:phone")]);
    expect(world.find(identifier("user_id:u1"))?.eventCount).toBe(3);
    expectReplayEqualsLive(world);
  });
});
