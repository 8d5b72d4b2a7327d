import { describe, expect, it } from "vitest";
import { fate, kept, track } from "./collect-cases.suite.ts";

const keysOf = (raw: object) => kept(raw).identifiers.map(({ namespace, value }) => `${namespace}:${value}`);

describe("the identifiers of an event", () => {
  it("are all that it names, strongest first, each once", () => {
    const raw = {
      type: "identify",
      anonymousId: "a1",
      userId: "u1",
      traits: { email: " Ada@Example.COM ", phone: "+44 (0)20 7946-0018", loyaltyId: 77 },
      context: {
        device: { id: "d1" },
        traits: { email: "ada@example.com" },
        externalIds: [
          { id: "ga-9", type: "Google Client Id", collection: "users", encoding: "none" },
          { id: "acc", type: "account", collection: "accounts", encoding: "none" },
          { id: "u1", type: "user_id", collection: "users", encoding: "none" },
        ],
      },
    };
    expect(keysOf(raw)).toEqual([
      "user_id:u1",
      "email:ada@example.com",
      "phone:+4402079460018",
      "loyalty_id:77",
      "device_id:d1",
      "anonymous_id:a1",
      "google_client_id:ga-9",
    ]);
  });

  it("are read from the properties of commerce events, and not of others", () => {
    expect(keysOf(track("Order Completed", { email: "a@b.example" }))).toEqual(["user_id:u1", "email:a@b.example"]);
    expect(keysOf(track("Invite Sent", { email: "friend@b.example" }))).toEqual(["user_id:u1"]);
    expect(keysOf({ type: "group", userId: "u1", groupId: "g", traits: { email: "office@b.example" } })).toEqual([
      "user_id:u1",
    ]);
  });

  it.each([
    "-1",
    "null",
    "NULL",
    "undefined",
    "anonymous",
    "None",
    "n/a",
    "",
    "  ",
    "unknown",
    "guest",
    "0",
    "000",
    "[object Object]",
    "NaN",
    "00000000-0000-0000-0000-000000000000",
  ])("are never %j", (userId) => {
    expect(fate(track("A", {}, { userId }))).toBe("missing-identifier");
    expect(keysOf(track("A", {}, { userId, anonymousId: "a1" }))).toEqual(["anonymous_id:a1"]);
  });

  it("may be numbers, and keep their digits", () => {
    expect(keysOf(track("A", {}, { userId: 42 }))).toEqual(["user_id:42"]);
    expect(keysOf(track("A", {}, { userId: "820982911946154508" }))).toEqual(["user_id:820982911946154508"]);
  });

  it.each([
    [{ userId: {} }, "wrong-type at userId"],
    [{ userId: true }, "wrong-type at userId"],
    [{ anonymousId: ["a"] }, "wrong-type at anonymousId"],
    [{ userId: "x".repeat(513) }, "wrong-type at userId"],
    [{ userId: "a\u0000b" }, "wrong-type at userId"],
    [{ userId: "\ud800" }, "wrong-type at userId"],
    [{ userId: null }, "missing-identifier"],
    [{ userId: null, context: { externalIds: 5 } }, "wrong-type at context.externalIds"],
    [{ userId: null, context: { externalIds: [{ id: "p1", type: "profile_id" }] } }, "missing-identifier"],
    [{ userId: null, context: { traits: { email: "not an address" } } }, "missing-identifier"],
    [{ userId: null, context: { traits: { phone: "12345" } } }, "missing-identifier"],
  ])("%j has the fate: %s", (more, expected) => {
    expect(fate(track("A", {}, more))).toBe(expected);
  });

  it("of an alias name what the person was known by before", () => {
    const previous = (previousId: unknown) => kept({ type: "alias", userId: "u1", previousId }).previous;
    expect(previous("a-1")).toEqual({ namespace: "anonymous_id", value: "a-1" });
    expect(previous("Jen@email.com")).toEqual({ namespace: "email", value: "jen@email.com" });
    expect(kept({ type: "alias", userId: "u1", anonymousId: "a-2" }).previous).toEqual({
      namespace: "anonymous_id",
      value: "a-2",
    });
    expect(fate({ type: "alias", userId: "u1" })).toBe("missing-identifier at previousId");
    expect(fate({ type: "alias", userId: "u1", previousId: "null" })).toBe("missing-identifier at previousId");
    expect(fate({ type: "alias", userId: "u1", previousId: {} })).toBe("wrong-type at previousId");
  });
});
