import { expect, test } from "vitest";
import { keyInHash } from "./access-key.ts";

test("an address without a key is left alone", () => {
  expect(keyInHash("")).toBeNull();
  expect(keyInHash("#/tactics")).toBeNull();
  expect(keyInHash("#/profiles/any/key=abc")).toBeNull();
});

test("the key is taken and the home route is left", () => {
  expect(keyInHash("#key=sk_123")).toEqual({ key: "sk_123", route: "#/" });
});

test("a key is decoded, and may be followed by a route", () => {
  expect(keyInHash("#key=a%2Bb%3D&/tactics/hero")).toEqual({ key: "a+b=", route: "#/tactics/hero" });
});

test("what follows the key counts only where it is a route", () => {
  expect(keyInHash("#key=abc&javascript:alert(1)")).toEqual({ key: "abc", route: "#/" });
});
