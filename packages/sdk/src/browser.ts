export type { Attune, AttuneOptions, Shown } from "./browser/attune.ts";
export type { Order, Product } from "./browser/commerce.ts";
export type { Consent } from "./browser/consent.ts";
export { createAttune } from "./browser/create-attune.ts";
export type { DecideOptions, Decisions } from "./browser/decide-within.ts";
export type { Render } from "./browser/slots.ts";
