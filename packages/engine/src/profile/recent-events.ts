import type { Event } from "@attune/model/event";
import type { Profile, RecentEvent, Stamp } from "@attune/model/profile";
import { insertByStamp, keepGreatest, mergeByStamp } from "./stamp-order.ts";

const limit = 50;

/** The latest 50 events, ascending by time; of every actor, so that a timeline hides nothing. */
export function applyRecentEvents(profile: Profile, event: Event, stamp: Stamp): void {
  const item = event.items[0];
  const recent: RecentEvent = { at: stamp.at, offset: stamp.offset, name: event.name };
  if (item !== undefined) recent.itemId = item.itemId;
  insertByStamp(profile.recentEvents, recent);
  keepGreatest(profile.recentEvents, limit);
}

export function mergeRecentEvents(a: readonly RecentEvent[], b: readonly RecentEvent[]): RecentEvent[] {
  return keepGreatest(mergeByStamp(a, b), limit);
}
