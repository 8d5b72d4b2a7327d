import { describe, expect, it } from "vitest";
import { fate, kept, receivedAt, track } from "./collect-cases.suite.ts";

const minute = 60_000;
const hour = 60 * minute;
const iso = (at: number) => new Date(at).toISOString();

describe("the time of an event", () => {
  it("is its own, or that of its receipt", () => {
    expect(kept(track("A", {}, { timestamp: iso(receivedAt - hour) })).at).toBe(receivedAt - hour);
    expect(kept(track("A")).at).toBe(receivedAt);
    expect(kept(track("A", {}, { timestamp: null, originalTimestamp: receivedAt - 5 })).at).toBe(receivedAt - 5);
  });

  it("is corrected by Segment's formula: receivedAt − (sentAt − originalTimestamp)", () => {
    // The example of segment.com/docs/connections/spec/common/#timestamps in numbers: a clock that is 10 minutes ahead.
    const clock = receivedAt + 10 * minute;
    const raw = track("A", {}, { timestamp: iso(clock - 2 * minute), sentAt: iso(clock) });
    expect(kept(raw).at).toBe(receivedAt - 2 * minute);
    expect(
      kept(track("A", {}, { originalTimestamp: iso(clock - 2 * minute), timestamp: iso(5), sentAt: iso(clock) })).at,
    ).toBe(receivedAt - 2 * minute);
    expect(kept(track("A", {}, { timestamp: iso(clock - minute) }), { sentAt: iso(clock) }).at).toBe(
      receivedAt - minute,
    );
  });

  it("is corrected for a clock that is years off, either way", () => {
    for (const clock of [Date.UTC(1971, 0, 1), Date.UTC(2049, 0, 1)])
      expect(kept(track("A", {}, { timestamp: iso(clock - minute), sentAt: iso(clock) })).at).toBe(receivedAt - minute);
  });

  it("is not corrected by a `sentAt` that is absurd or unreadable", () => {
    for (const sentAt of ["9999-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "now"])
      expect(kept(track("A", {}, { timestamp: iso(receivedAt - hour), sentAt })).at).toBe(receivedAt - hour);
  });

  it("is taken as it is where the event was received before, and in imports", () => {
    const old = { timestamp: "2015-02-23T22:28:55.111Z", sentAt: "2015-02-23T22:29:55.111Z" };
    const at = Date.parse(old.timestamp);
    expect(kept(track("A", {}, { ...old, receivedAt: "2015-02-23T22:29:55.387Z" })).at).toBe(at);
    expect(kept(track("A", {}, old), { source: "import:segment-jsonl" }).at).toBe(at);
    expect(kept(track("A", {}, { ...old, originalTimestamp: iso(1), receivedAt: old.sentAt })).at).toBe(at);
  });

  it.each([
    ["1969-12-31T23:59:59Z", "timestamp-too-old at timestamp"],
    [-1, "timestamp-too-old at timestamp"],
    [iso(receivedAt + 24 * hour), "keep"],
    [iso(receivedAt + 24 * hour + 1), "timestamp-in-future at timestamp"],
    ["soon", "bad-timestamp at timestamp"],
    [true, "bad-timestamp at timestamp"],
    [{}, "bad-timestamp at timestamp"],
  ])("%s has the fate: %s", (timestamp, expected) => {
    expect(fate(track("A", {}, { timestamp }))).toBe(expected);
  });

  it("is refused where it lies ahead by the sender's own clock too", () => {
    const raw = track("A", {}, { timestamp: iso(receivedAt + 48 * hour), sentAt: iso(receivedAt) });
    expect(fate(raw)).toBe("timestamp-in-future at timestamp");
  });
});
