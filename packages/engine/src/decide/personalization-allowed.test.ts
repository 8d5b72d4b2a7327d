import { describe, expect, it } from "vitest";
import { readConsent } from "../collect/read-consent.ts";
import { personalizationAllowed } from "./personalization-allowed.ts";

const stored = (value: boolean) => ({ personalization: { at: 1, offset: 1, value } });

describe("personalizationAllowed", () => {
  it.each([
    ["nobody said anything", {}, undefined, true],
    ["the profile says nothing", {}, {}, true],
    ["the person granted it", {}, stored(true), true],
    ["the person refused", {}, stored(false), false],
    ["the request grants it", { consent: { personalization: true } }, undefined, true],
    ["the request refuses", { consent: { personalization: false } }, undefined, false],
    ["the request refuses what the person granted", { consent: { personalization: false } }, stored(true), false],
    ["the request claims what the person refused", { consent: { personalization: true } }, stored(false), false],
    ["a consent tool grants it", { consent: { categoryPreferences: { Functional: true } } }, undefined, true],
    ["a consent tool refuses", { consent: { categoryPreferences: { Functional: false } } }, stored(true), false],
    ["a consent tool refuses by its code", { consent: { categoryPreferences: { C0003: "denied" } } }, undefined, false],
    ["Global Privacy Control", { gpc: true }, stored(true), false],
    ["Global Privacy Control by its full name", { globalPrivacyControl: true }, undefined, false],
    ["Global Privacy Control over a claim", { gpc: true, consent: { personalization: true } }, undefined, false],
    ["another purpose is refused", { consent: { marketing: false } }, undefined, true],
    ["consent of another shape says nothing", { consent: ["personalization"] }, undefined, true],
  ])("%s", (_, context, consent, allowed) => {
    expect(personalizationAllowed(readConsent(context), consent)).toBe(allowed);
  });
});
