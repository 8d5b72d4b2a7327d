import type { Arm, DecisionRecord } from "@attune/model/decision";
import type { Actor, Device, EventItem, EventType } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import type { Json, JsonObject } from "@attune/model/json";
import type { MoneyKind } from "@attune/model/money";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { refreshEvery } from "./refresh.ts";
import { request } from "./request.ts";

/** A moment on the wire: ISO 8601, or epoch milliseconds. */
export type Moment = string | number;

/** What `GET /v1/profiles/:namespace/:id` says of a person. */
export interface ProfileView {
  profileId: string;
  identities: Array<Identifier & { first: Moment; last: Moment }>;
  traits: Record<string, Json>;
  consent: Record<string, boolean>;
  firstSeenAt: Moment;
  lastSeenAt: Moment;
  eventCount: number;
  /** Money in units of the reporting currency. */
  commerce: {
    orderCount: number;
    refundCount: number;
    gross: number;
    refunded: number;
    adjusted: number;
    firstOrderAt: Moment | null;
    lastOrderAt: Moment | null;
  };
  devices: Partial<Record<Device, number>>;
  cart: Array<{ itemId: string; quantity: number }>;
  affinities: { categories: AffinityShare[]; brands: AffinityShare[] };
  exposures: ExposureView[];
  merges: Array<{ profileId: string; via: Identifier; at: Moment }>;
  segments: Array<{ segmentId: string; name: string; since: Moment | null }>;
  offers: Array<{ offerId: string; name: string; state: string; code: string | null; endsAt: Moment }>;
  scores: Array<{ name: string; value: number; computedAt: Moment }>;
}

export interface AffinityShare {
  value: string;
  /** In [0, 1]. */
  share: number;
}

interface ExposureView {
  tacticId: string;
  arm: Arm;
  variantId: string;
  count: number;
  crossover: boolean;
  firstAt: Moment;
  lastAt: Moment;
}

/** One entry of a person's history. */
export type TimelineEntry = EventEntry | DecisionEntry;

export interface EventEntry {
  kind: "event";
  offset: number;
  at: Moment;
  type: EventType;
  name: string;
  source: string;
  actor: Actor;
  items: EventItem[];
  /** In units of the reporting currency. */
  money: { kind: MoneyKind; amount: number } | null;
  properties: JsonObject;
}

export interface DecisionEntry {
  kind: "decision";
  offset: number;
  at: Moment;
  decision: DecisionRecord;
}

interface TimelinePage {
  events: TimelineEntry[];
  next: number | null;
}

export const profilePath = (who: Identifier): string =>
  `/v1/profiles/${encodeURIComponent(who.namespace)}/${encodeURIComponent(who.value)}`;

export function useProfile(who: Identifier) {
  return useQuery({
    queryKey: ["profile", who.namespace, who.value],
    queryFn: ({ signal }) => request<ProfileView>(profilePath(who), { signal }),
    refetchInterval: refreshEvery(10_000),
  });
}

/** The person's history, newest first, a page at a time. */
export function useTimeline(who: Identifier) {
  return useInfiniteQuery({
    queryKey: ["timeline", who.namespace, who.value],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      request<TimelinePage>(`${profilePath(who)}/events?limit=50${pageParam === null ? "" : `&before=${pageParam}`}`, {
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });
}

/** Somebody who was looked for, and what they are known by: under `order_id` an order's number. */
export interface FoundPerson {
  profileId: string;
  knownBy: Identifier;
}

/** Who is known by what was typed; `namespace`: the only kind to look for, null where it may be any. */
export async function findPeople(typed: string, namespace: string | null): Promise<FoundPerson[]> {
  const query = new URLSearchParams({ knownBy: typed, ...(namespace === null ? {} : { namespace }) });
  return (await request<{ people: FoundPerson[] }>(`/v1/profiles?${query}`)).people;
}
