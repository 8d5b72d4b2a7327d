import type { Event } from "@attune/model/event";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";

export function sampleEvent(change: Partial<Event> = {}): Event {
  return {
    messageId: "m-1",
    type: "track",
    name: "Product Viewed",
    at: 1_700_000_000_000,
    receivedAt: 1_700_000_000_100,
    source: "http",
    identifiers: [{ namespace: "anonymous_id", value: "a-1" }],
    actor: "person",
    channel: "web",
    items: [{ itemId: "mug", quantity: 1 }],
    properties: {},
    traits: {},
    context: {},
    ...change,
  };
}

export function sampleEntry(offset: number, profileId: string, event: Partial<Event> = {}): LogEntry {
  return { kind: "event", offset, profileId, event: sampleEvent({ messageId: `m-${offset}`, ...event }) };
}

export function sampleProfile(profileId: string, change: Partial<Profile> = {}): Profile {
  return {
    profileId,
    createdOffset: 1,
    lastOffset: 1,
    firstSeenAt: 1_700_000_000_000,
    lastSeenAt: 1_700_000_000_000,
    eventCount: 1,
    identities: [],
    traits: {},
    consent: {},
    counters: {},
    recentEvents: [],
    interactions: [],
    cart: { cleared: { at: 0, offset: 0 }, changes: [] },
    commerce: {
      orderCount: 0,
      refundCount: 0,
      grossMicros: 0,
      refundedMicros: 0,
      adjustedMicros: 0,
      firstOrderAt: null,
      lastOrderAt: null,
    },
    exposures: {},
    devices: {},
    firstTouch: null,
    merges: [],
    separations: [],
    ...change,
  };
}

export function sampleQuarantined(quarantineId: number, change: Partial<QuarantinedEvent> = {}): QuarantinedEvent {
  return {
    quarantineId,
    receivedAt: 1_700_000_000_000,
    source: "http",
    code: "bad-timestamp",
    reason: "timestamp is not a date",
    payload: { event: "Signed Up", timestamp: "yesterday" },
    ...change,
  };
}

/** Sample profiles are not folded from sample entries: they stay what they were written as. */
export function foldNothing(profile: Profile): Profile {
  return profile;
}
