import type { Business } from "@attune/model/business";
import type { Event } from "@attune/model/event";
import type { Outcome } from "@attune/model/outcome";
import { collectEvent } from "./collect-event.ts";
import type { CollectSettings, Envelope } from "./envelope.ts";

/** 10 January 2026, noon. */
export const receivedAt = Date.UTC(2026, 0, 10, 12);

const business: Business = {
  name: "Shop",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  ratesMicros: { USD: 900_000 },
  revenue: { includeTax: false, includeShipping: false },
  internalTraffic: [{ userId: "qa-1" }],
};

export const euros: CollectSettings = { business, reportingCurrency: "EUR" };

export const overHttp: Envelope = {
  receivedAt,
  source: "http",
  channel: "server",
  newMessageId: () => "made-1",
  maxEventBytes: 32_768,
};

export function collect(
  raw: unknown,
  changes: Partial<Envelope> = {},
  settings: CollectSettings = euros,
): Outcome<Event> {
  return collectEvent(raw, { ...overHttp, ...changes }, settings);
}

/** The event, or a failed test that shows why there is none. */
export function kept(raw: unknown, changes: Partial<Envelope> = {}, settings: CollectSettings = euros): Event {
  const outcome = collect(raw, changes, settings);
  if (outcome.kind !== "keep") throw new Error(`not kept: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

/** `keep`, or the code and path of the refusal. */
export function fate(raw: unknown, changes: Partial<Envelope> = {}, settings: CollectSettings = euros): string {
  const outcome = collect(raw, changes, settings);
  if (outcome.kind === "keep") return "keep";
  const path = outcome.kind === "quarantine" ? outcome.path : undefined;
  return path === undefined ? outcome.code : `${outcome.code} at ${path}`;
}

export function track(event: string, properties: object = {}, more: object = {}): object {
  return { type: "track", event, userId: "u1", messageId: "m1", properties, ...more };
}

export function withRevenue(revenue: Business["revenue"]): CollectSettings {
  return { business: { ...business, revenue }, reportingCurrency: "EUR" };
}
