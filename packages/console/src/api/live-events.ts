import type { Actor, Device, Event, EventType } from "@attune/model/event";
import type { IdentifierKey } from "@attune/model/identity";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { request } from "./request.ts";

/** An event as the live view shows it. */
export interface LiveEvent {
  offset: number;
  profileId: string;
  /** Epoch milliseconds. */
  at: number;
  receivedAt: number;
  type: EventType;
  name: string;
  source: string;
  actor: Actor;
  channel: Event["channel"];
  device: Device | null;
  identifiers: IdentifierKey[];
  /** In units of the reporting currency. */
  amount: number | null;
  currency: string | null;
}

interface LiveEvents {
  /** Ascending by offset. */
  events: LiveEvent[];
  /** The log's head at the time of the answer: other kinds of entry may stand behind the last event. */
  head: number;
}

/** Rows kept on the page; older ones are in the profiles. */
export const feedLimit = 400;

/** Adds newly arrived events (ascending) to a feed (newest first): each once, newest first, at most `limit`. */
export function extendFeed(feed: readonly LiveEvent[], arrived: readonly LiveEvent[], limit: number): LiveEvent[] {
  const newest = feed[0]?.offset ?? 0;
  const fresh = arrived.filter((event) => event.offset > newest).reverse();
  return [...fresh, ...feed].slice(0, limit);
}

/** The log's tail as it grows: asks once for the newest 100, then for what came after, every two seconds until paused. */
export function useLiveEvents(paused: boolean) {
  const [tail, setTail] = useState<{ feed: LiveEvent[]; head: number | null }>({ feed: [], head: null });
  const query = useQuery({
    queryKey: ["live-events"],
    queryFn: ({ signal }) =>
      request<LiveEvents>(`/v1/collect/events?limit=100${tail.head === null ? "" : `&after=${tail.head}`}`, { signal }),
    refetchInterval: paused ? false : 2_000,
    enabled: !paused,
    gcTime: 0,
  });
  const answer = query.data;
  useEffect(() => {
    if (answer) setTail(({ feed }) => ({ feed: extendFeed(feed, answer.events, feedLimit), head: answer.head }));
  }, [answer]);
  return { feed: tail.feed, query };
}

/** The people seen last, for a page that needs an example: one entry per profile, newest first. */
export function useRecentPeople(count: number) {
  return useQuery({
    queryKey: ["recent-people", count],
    queryFn: ({ signal }) => request<LiveEvents>("/v1/collect/events?limit=200", { signal }),
    select: (answer) => lastEventOfEach(answer.events, count),
  });
}

/** The newest event of each person among `events` (ascending), newest first; bots are left out. */
export function lastEventOfEach(events: readonly LiveEvent[], count: number): LiveEvent[] {
  const seen = new Map<string, LiveEvent>();
  for (const event of [...events].reverse()) {
    if (event.actor !== "bot" && !seen.has(event.profileId)) seen.set(event.profileId, event);
  }
  return [...seen.values()].slice(0, count);
}
