import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepJsonText } from "./deep-json-text.ts";

describe("deepJsonText", () => {
  it("deepJsonText(value) is what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(deepJsonText(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it("deepJsonText(value) writes what is nested a hundred thousand deep", () => {
    const text = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`;
    expect(deepJsonText(JSON.parse(text))).toBe(text);
  });
});
