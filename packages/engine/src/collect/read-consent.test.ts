import { describe, expect, it } from "vitest";
import { readConsent } from "./read-consent.ts";

describe("readConsent", () => {
  it("reads our purposes by their plain names", () => {
    expect(readConsent({ consent: { personalization: true, marketing: false } })).toEqual({
      personalization: true,
      marketing: false,
    });
  });

  it("takes one refusal as enough, whichever side it stands on", () => {
    const refused = { personalization: false };
    expect(readConsent({ consent: { personalization: true, categoryPreferences: { functional: false } } })).toEqual(
      refused,
    );
    expect(readConsent({ consent: { personalization: false, categoryPreferences: { functional: true } } })).toEqual(
      refused,
    );
  });

  it.each([
    [{ gpc: true }],
    [{ globalPrivacyControl: true }],
    [{ gpc: true, consent: { personalization: true, marketing: true } }],
  ])("takes Global Privacy Control for a refusal, whatever else is said: %j", (context) => {
    expect(readConsent(context)).toEqual({ personalization: false, marketing: false, sensitive: false });
  });

  it("reads nothing out of what is no choice", () => {
    expect(readConsent({ consent: { personalization: "perhaps", analytics: null, marketing: 1 } })).toBeUndefined();
    expect(readConsent({ consent: "personalization" })).toBeUndefined();
  });
});
