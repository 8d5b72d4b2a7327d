import type { Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";
import { describe, expect, it } from "vitest";
import { isUnwelcome } from "./consent.ts";

const page = (over: Partial<Event> = {}): Event => ({
  messageId: "m1",
  type: "page",
  name: "Page Viewed",
  at: 1_000,
  receivedAt: 1_000,
  source: "http",
  identifiers: [{ namespace: "anonymous_id", value: "a" }],
  actor: "person",
  channel: "web",
  items: [],
  properties: {},
  traits: {},
  context: {},
  ...over,
});

const whoSaid = (value: boolean, at = 500) => ({ consent: { analytics: { at, offset: 1, value } } }) as Profile;

describe("isUnwelcome", () => {
  it.each([
    ["nobody said anything", page(), undefined, false, false],
    ["a yes is needed and nobody said one", page(), undefined, true, true],
    ["a yes is needed and there is one", page(), whoSaid(true), true, false],
    ["the person refused before", page(), whoSaid(false), false, true],
    ["it happened before the person refused", page({ at: 400 }), whoSaid(false), false, false],
    ["the event itself grants it", page({ consent: { analytics: true } }), whoSaid(false), true, false],
    ["the event is the refusal", page({ consent: { analytics: false } }), undefined, true, false],
    [
      "it is an order",
      page({ money: { kind: "order", amountMicros: 1, orderId: "o" } as Event["money"] & object }),
      whoSaid(false),
      true,
      false,
    ],
    ["the shop's server tells it", page({ channel: "server" }), whoSaid(false), true, false],
    ["an app watches", page({ channel: "app" }), whoSaid(false), false, true],
  ])("%s", (_, event, standing, needsYes, unwelcome) => {
    expect(isUnwelcome(event, standing, needsYes)).toBe(unwelcome);
  });
});
