import { type ConsentKey, consentKeys, type Event } from "@attune/model/event";

type Fields = Record<string, unknown>;
type Consent = NonNullable<Event["consent"]>;

/** Names of consent categories in plain form (letters and digits only), of common consent tools and of Google's consent mode. */
const purposeOf: Record<string, ConsentKey> = {
  analytics: "analytics",
  analytical: "analytics",
  analyticsstorage: "analytics",
  statistics: "analytics",
  statistical: "analytics",
  performance: "analytics",
  measurement: "analytics",
  c0002: "analytics",
  personalization: "personalization",
  personalisation: "personalization",
  personalizationstorage: "personalization",
  functional: "personalization",
  functionality: "personalization",
  functionalitystorage: "personalization",
  preferences: "personalization",
  preference: "personalization",
  experience: "personalization",
  c0003: "personalization",
  marketing: "marketing",
  advertising: "marketing",
  advertisement: "marketing",
  ads: "marketing",
  adstorage: "marketing",
  aduserdata: "marketing",
  adpersonalization: "marketing",
  targeting: "marketing",
  retargeting: "marketing",
  socialmedia: "marketing",
  c0004: "marketing",
  c0005: "marketing",
  marketingemail: "marketing-email",
  marketingsms: "marketing-sms",
  marketingwebpush: "marketing-web-push",
  marketingwebhook: "marketing-webhook",
  marketinginapp: "marketing-in-app",
  sensitive: "sensitive",
  sensitivecategories: "sensitive",
  sensitivedata: "sensitive",
};

const granted = new Set<unknown>([true, "true", "granted", "yes"]);
const denied = new Set<unknown>([false, "false", "denied", "no"]);

/**
 * What a context, of an event or of a request for a decision, says about consent: `context.consent.categoryPreferences` by the names of
 * consent tools, `context.consent` by the plain names of our purposes, and the browser's Global Privacy Control, which refuses
 * personalization, marketing and the use of sensitive categories. Where several of these mean one purpose, one refusal is enough. Undefined: it says nothing.
 */
export function readConsent(context: Fields): Consent | undefined {
  const consent: Consent = {};
  const stated = asFields(context.consent);
  for (const purpose of consentKeys) if (Object.hasOwn(stated, purpose)) note(consent, purpose, stated[purpose]);
  const preferences = asFields(stated.categoryPreferences);
  for (const category in preferences) note(consent, purposeNamed(category), preferences[category]);
  if (context.gpc === true || context.globalPrivacyControl === true) {
    consent.personalization = false;
    consent.marketing = false;
    consent.sensitive = false;
  }
  for (const _ in consent) return consent;
  return undefined;
}

function note(consent: Consent, purpose: ConsentKey | undefined, choice: unknown): void {
  if (purpose === undefined) return;
  if (denied.has(choice)) consent[purpose] = false;
  else if (granted.has(choice)) consent[purpose] ??= true;
}

function purposeNamed(category: string): ConsentKey | undefined {
  if (category.length > 40) return undefined;
  const plain = category.toLowerCase().replace(/[^a-z0-9]/g, "");
  return Object.hasOwn(purposeOf, plain) ? purposeOf[plain] : undefined;
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
