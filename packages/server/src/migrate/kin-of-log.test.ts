import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { event } from "@attune/engine/profile/profile-world.suite";
import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { createKinOfLog } from "./kin-of-log.ts";

const named = (offset: number, profileId: string, ...keys: string[]): LogEntry => ({
  kind: "event",
  offset,
  profileId,
  event: event(keys),
});

function kinOf(entries: readonly LogEntry[]) {
  const kin = createKinOfLog(3);
  kin.add(entries);
  return Object.fromEntries([...kin.members()].map(({ key, kin: { born, size } }) => [key, [born, size]]));
}

describe("kin as a log tells them", () => {
  it("are the identifiers that entries name together, directly or through others, named by their first entry", () => {
    const entries = [
      named(7, "p", "anonymous_id:a"),
      named(9, "q", "anonymous_id:b"),
      named(12, "p", "anonymous_id:a", "user_id:u"),
      // Stayed apart, and are kin all the same.
      named(15, "q", "anonymous_id:b", "email:e"),
      named(16, "q", "email:e", "user_id:u"),
      named(20, "r", "anonymous_id:c"),
    ];
    expect(kinOf(entries)).toEqual({
      "anonymous_id:a": [7, 4],
      "anonymous_id:b": [7, 4],
      "user_id:u": [7, 4],
      "email:e": [7, 4],
      "anonymous_id:c": [20, 1],
    });
  });

  it("are whoever is, or was, one person, though no entry names them together any more", () => {
    const via = { namespace: "user_id", value: "u" };
    const entries: LogEntry[] = [
      named(1, "p", "anonymous_id:a"),
      named(2, "q", "anonymous_id:b"),
      { kind: "merge", offset: 3, profileId: "p", from: ["q"], via, at: 0 },
      { kind: "tombstone", offset: 4, day: 1, type: "track" },
    ];
    expect(kinOf(entries)).toEqual({ "anonymous_id:a": [1, 2], "anonymous_id:b": [1, 2] });
  });

  it("have the id of who is nameless, whom nothing else leads to", () => {
    expect(kinOf([named(5, "nobody"), named(6, "nobody")])).toEqual({ "profile_id:nobody": [5, 1] });
  });

  it("lie in the home of one of them, and every entry finds its own", () => {
    const kin = createKinOfLog(3);
    const entries = [
      named(1, "p", "anonymous_id:a", "user_id:u"),
      named(2, "p", "user_id:u"),
      named(3, "r", "email:e"),
    ];
    kin.add(entries);
    const [first, second, third] = entries.map(kin.of);
    expect(first).toEqual(second);
    expect(first!.partition).toBe(homeOf("anonymous_id:a", 3));
    expect(third).toEqual({ born: 3, size: 1, partition: homeOf("email:e", 3) });
    expect(kin.of({ kind: "tombstone", offset: 4, day: 1, type: "track" })).toBeUndefined();
  });
});
