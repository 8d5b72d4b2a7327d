import { expect, test } from "vitest";
import { previewedPerson, storefrontAs } from "./previewed-person.ts";

test("who names nobody looks as somebody new, on the storefront too", () => {
  const who = previewedPerson({ userId: " ", anonymousId: "" });
  expect(who).toEqual({ anonymousId: "somebody-new" });
  expect(storefrontAs(who)).toBe("/shop/#anonymousId=somebody-new");
});

test("the storefront is led to by the user id, whatever characters it has", () => {
  const who = previewedPerson({ userId: " a&b=c ", anonymousId: "x" });
  expect(who).toEqual({ userId: "a&b=c", anonymousId: "x" });
  expect(storefrontAs(who)).toBe("/shop/#userId=a%26b%3Dc");
});
