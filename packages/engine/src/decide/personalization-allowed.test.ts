import { describe, expect, it } from "vitest";
import { personalizationAllowed } from "./personalization-allowed.ts";

const stored = (value: boolean) => ({ personalization: { at: 1, offset: 1, value } });

describe("personalizationAllowed", () => {
  it.each([
    ["nobody said anything", undefined, undefined, true],
    ["request and profile speak of other purposes", { marketing: false }, {}, true],
    ["the person granted it", undefined, stored(true), true],
    ["the person refused", undefined, stored(false), false],
    ["the request grants it", { personalization: true }, undefined, true],
    ["the request refuses", { personalization: false }, undefined, false],
    ["both grant it", { personalization: true }, stored(true), true],
    ["the request refuses what the person granted", { personalization: false }, stored(true), false],
    ["the request claims what the person refused", { personalization: true }, stored(false), false],
    ["both refuse", { personalization: false }, stored(false), false],
  ])("%s", (_, stated, consent, allowed) => {
    expect(personalizationAllowed(stated, consent, false)).toBe(allowed);
  });

  it.each([
    ["nobody said anything", undefined, undefined, false],
    ["the request says yes", { personalization: true }, undefined, true],
    ["the person said yes before", undefined, stored(true), true],
    ["the request says yes to somebody who said no", { personalization: true }, stored(false), false],
  ])("where a yes is needed: %s", (_, stated, consent, allowed) => {
    expect(personalizationAllowed(stated, consent, true)).toBe(allowed);
  });
});
