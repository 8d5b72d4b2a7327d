import type { Event } from "@attune/model/event";
import type { LogEntry } from "@attune/model/log-entry";
import { describe, expect, it } from "vitest";
import { entryRows } from "./entry-rows.ts";

const event: Event = {
  messageId: "m",
  type: "track",
  name: "Feedback Given",
  at: 0,
  receivedAt: 0,
  source: "http",
  identifiers: [{ namespace: "user_id", value: "ada" }],
  actor: "person",
  channel: "app",
  items: [],
  properties: {},
  traits: {},
  context: {},
};

function rowOf(properties: Event["properties"]) {
  const [row] = entryRows(
    [{ kind: "event", offset: 1, profileId: "p", event: { ...event, properties } }],
    "UTC",
  ).events;
  return [row!.propertyNames, row!.propertyValues];
}

describe("entryRows", () => {
  it("keeps the properties of an event that are numbers, and nothing else of them", () => {
    const properties = {
      rating: 4.5,
      zero: 0,
      below: -1,
      text: "12",
      flag: true,
      none: null,
      list: [1],
      deep: { a: 1 },
    };
    expect(rowOf(properties)).toEqual([
      ["rating", "zero", "below"],
      [4.5, 0, -1],
    ]);
    expect(rowOf({ huge: 1e300, large: 1e75 })).toEqual([["large"], [1e75]]);
    expect(rowOf({ customer_id: 7, Phone: 49301234, "zip-code": 10115, rating: 4 })).toEqual([["rating"], [4]]);
    expect(rowOf({ "half \ud83d": 1 })).toEqual([["half \ufffd"], [1]]);
  });

  it("tells where a decision was asked for, where that is known", () => {
    const opportunity = {
      placementId: "home",
      tacticId: "t",
      variantId: "default",
      arm: "exposed" as const,
      propensity: 0.5,
    };
    const decided = (channel?: Event["channel"]): LogEntry => ({
      kind: "decision",
      offset: 1,
      profileId: "p",
      decision: {
        decisionId: "d",
        at: 0,
        identifiers: event.identifiers,
        opportunities: [opportunity],
        ...(channel === undefined ? {} : { channel }),
      },
    });
    const channels = (["email", undefined] as const).map(
      (channel) => [...entryRows([decided(channel)], "UTC").exposures][0]!.channel,
    );
    expect(channels).toEqual(["email", ""]);
  });
});
