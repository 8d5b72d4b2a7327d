import { expect, test } from "vitest";
import { extendFeed, type LiveEvent, lastEventOfEach } from "./live-events.ts";

const event = (offset: number, profileId = "p", actor: LiveEvent["actor"] = "person"): LiveEvent => ({
  offset,
  profileId,
  at: 0,
  receivedAt: 0,
  type: "track",
  name: "Product Viewed",
  source: "http",
  actor,
  channel: "web",
  device: null,
  identifiers: [],
  amount: null,
  currency: null,
});
const offsets = (events: LiveEvent[]) => events.map((e) => e.offset);

test("arrivals go on top, newest first", () => {
  expect(offsets(extendFeed([event(3), event(2)], [event(4), event(5)], 10))).toEqual([5, 4, 3, 2]);
});

test("an answer that comes twice changes nothing", () => {
  const feed = extendFeed([], [event(1), event(2)], 10);
  expect(offsets(extendFeed(feed, [event(1), event(2)], 10))).toEqual([2, 1]);
});

test("the oldest leave when the feed is full", () => {
  expect(offsets(extendFeed([event(2), event(1)], [event(3)], 2))).toEqual([3, 2]);
});

test("recent people: each person once, with their newest event, bots left out", () => {
  const events = [event(1, "ada"), event(2, "bob"), event(3, "ada"), event(4, "crawler", "bot")];
  expect(offsets(lastEventOfEach(events, 5))).toEqual([3, 2]);
  expect(offsets(lastEventOfEach(events, 1))).toEqual([3]);
});
