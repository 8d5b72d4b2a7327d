import fc from "fast-check";
import { expect, test } from "vitest";
import { matchPattern, parseRouteAddress, routeTo, withQueryValue } from "./route-address.ts";

test("an empty address is the home route", () => {
  expect(parseRouteAddress("").segments).toEqual([]);
  expect(parseRouteAddress("#/").segments).toEqual([]);
  expect(matchPattern("/", [])).toEqual({});
});

test("segments are decoded and the query is set apart", () => {
  const address = parseRouteAddress("#/profiles/email/ada%40example.com?before=12");
  expect(address.segments).toEqual(["profiles", "email", "ada@example.com"]);
  expect(address.query.get("before")).toBe("12");
});

test("a broken escape does not throw", () => {
  expect(parseRouteAddress("#/tactics/%E0%A4%A").segments).toEqual(["tactics", "%E0%A4%A"]);
});

test("a pattern names its parts and refuses other lengths and words", () => {
  expect(matchPattern("/profiles/:namespace/:id", ["profiles", "email", "a@b.c"])).toEqual({
    namespace: "email",
    id: "a@b.c",
  });
  expect(matchPattern("/profiles/:namespace/:id", ["profiles", "email"])).toBeNull();
  expect(matchPattern("/tactics/:id", ["profiles", "x"])).toBeNull();
});

test("any identifier survives the way into an address and back", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (id) => {
      expect(parseRouteAddress(routeTo("profiles", "user_id", id)).segments).toEqual(["profiles", "user_id", id]);
    }),
  );
});

test("a choice is put into the address, beside what stands there, and what is usual is left out", () => {
  expect(withQueryValue("#/sources", "days", "7", "30")).toBe("#/sources?days=7");
  expect(withQueryValue("#/sources?days=7&x=a%26b", "days", "30", "30")).toBe("#/sources?x=a%26b");
  expect(withQueryValue("#/profiles/email/a%3Fb?x=1", "x", "2", "")).toBe("#/profiles/email/a%3Fb?x=2");
});

test("whatever is chosen comes back out of the address", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (chosen) => {
      expect(parseRouteAddress(withQueryValue("#/lists?one=popular", "item", chosen, "")).query.get("item")).toBe(
        chosen,
      );
    }),
  );
});
