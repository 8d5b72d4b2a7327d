import { describe, expect, it } from "vitest";
import type { FoldInput } from "../profile/fold-group.ts";
import { inWaves } from "./in-waves.ts";

/** An event that names these, in short: `a` an anonymous browser, `u` a user. */
function naming(...identifiers: string[]): FoldInput {
  const event = {
    identifiers: identifiers.map((value) => ({ namespace: value.startsWith("u") ? "user_id" : "anonymous_id", value })),
  };
  return { kind: "event", event, messageKey: "any", keepSeenUntil: 0 } as unknown as FoldInput;
}

describe("inputs that several partitions fold", () => {
  it("go together where they are about different people, or name the same ones", () => {
    expect(inWaves([naming("a1"), naming("a2"), naming("a1"), naming("u1", "a3"), naming("a3", "u1")])).toEqual([
      [0, 1, 2, 3, 4],
    ]);
  });

  it("wait for those before them that share an identifier and name others", () => {
    expect(inWaves([naming("a1"), naming("a1", "u1"), naming("u1"), naming("a2"), naming("a1", "u1")])).toEqual([
      [0, 3],
      [1],
      [2],
      [4],
    ]);
  });

  it("are none where there are none", () => {
    expect(inWaves([])).toEqual([]);
  });
});
