import type { Event } from "@attune/model/event";
import { keptEntries, type RecentEvent, type Stamp } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { compareStamps, insertByStamp, keepGreatest, mergeByStamp } from "./stamp-order.ts";

const limit = keptEntries.recentEvents;

/** The latest 30 events, ascending by time; of every actor, so that a timeline hides nothing. */
export function applyRecentEvents(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  const item = event.items[0];
  const recent: RecentEvent = { at: stamp.at, offset: stamp.offset, name: event.name };
  if (item !== undefined) recent.itemId = item.itemId;
  const { recentEvents } = draft.profile;
  if (recentEvents.length === limit && compareStamps(recent, recentEvents[0]!) < 0) return;
  const changed = changeable(draft, "recentEvents");
  insertByStamp(changed, recent);
  keepGreatest(changed, limit);
}

export function mergeRecentEvents(a: readonly RecentEvent[], b: readonly RecentEvent[]): RecentEvent[] {
  return keepGreatest(mergeByStamp(a, b), limit);
}
