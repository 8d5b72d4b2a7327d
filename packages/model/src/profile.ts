import type { Arm } from "./decision.ts";
import type { ConsentKey, Device } from "./event.ts";
import type { Identifier } from "./identity.ts";
import type { Json } from "./json.ts";
import type { Offset } from "./log-entry.ts";
import type { Micros } from "./money.ts";

/** A point in the total order of events: time, then log offset. */
export interface Stamp {
  at: number;
  offset: Offset;
}

export interface Stamped<T> extends Stamp {
  value: T;
}

export interface IdentityLink extends Identifier {
  /** First and last entry that named it on this profile. */
  first: Stamp;
  last: Stamp;
}

export interface EventCounter {
  total: number;
  /** The last business day (days since 1970) with such an event, within the kept horizon; 0 where there is none. */
  lastDay: number;
  /** Counts of the days up to `lastDay`, ascending, the first of them not 0; at most 90. */
  days: number[];
}

/** How many of the latest entries a profile keeps of each list. One that is full may have lost earlier ones. */
export const keptEntries = { recentEvents: 30, interactions: 60, cartChanges: 50, showings: 60, refused: 60 } as const;

export interface RecentEvent extends Stamp {
  name: string;
  itemId?: string;
}

export type InteractionKind = "view" | "wishlist" | "cart" | "purchase";

/** A person's touch of one item; affinities are computed from these when they are asked for, so that merging stays exact. */
export interface Interaction extends Stamp {
  itemId: string;
  kind: InteractionKind;
  /** The event's, where it is not the first of those that are of this kind. */
  name?: string;
  category?: string;
  brand?: string;
  priceMicros?: Micros;
}

export interface CartChange extends Stamp {
  itemId: string;
  /** Positive when added, negative when removed. */
  quantity: number;
}

export interface Exposure {
  tacticId: string;
  arm: Arm;
  variantId: string;
  /** The first opportunity; the arm and variant are those of this one. */
  first: Stamp;
  last: Stamp;
  count: number;
  /** Two arms met in one person, by a merge of profiles that were both exposed. Variants are told in `assignments`. */
  crossover: boolean;
}

/** What a person was given by one experiment: the same for all their devices. */
export interface RememberedAssignment {
  experimentId: string;
  /** The first time; the variant of this one is theirs in a fixed experiment. */
  first: Stamp;
  variantId: string;
  /** The last time; a bandit's draw counts from when it was made. */
  last: Stamp;
  lastVariantId: string;
  drawnAt?: number;
  /** Of the last draw. */
  propensity?: number;
}

/** A decision in which a tactic came first that some cap or exclusivity group counts. */
export interface Showing extends Stamp {
  tacticId: string;
  placementId: string;
  channel: string;
}

/** When an offer came first for a person: for one who was held out, too, so that it ends for both alike. */
export interface OfferGrant {
  first: Stamp;
  /** When it was first really given; null: held out so far. */
  given: Stamp | null;
}

/** The last use of a code. */
export interface CodeUse extends Stamp {
  /** Those before it, ascending, at most 19. Absent: none. */
  earlier?: Stamp[];
}

export interface MergeRecord extends Stamp {
  /** The profile that was absorbed. */
  profileId: string;
  via: Identifier;
}

/** Two identifiers that a person declared to be two people; no event joins them again. */
export interface Separation {
  mine: Identifier;
  theirs: Identifier;
  /** The `unmerge` entry that says so. */
  offset: Offset;
}

/**
 * All we know of one person, bounded to a few KB. Every field is a fold over the *set* of the person's log entries that does not
 * depend on their order, so that merging two profiles is commutative and associative, and replay equals live.
 */
export interface Profile {
  /** Also the bucketing key. A merged profile keeps the id of the older one. */
  profileId: string;
  /** The first entry; the smaller, the older. */
  createdOffset: Offset;
  lastOffset: Offset;
  firstSeenAt: number;
  lastSeenAt: number;
  eventCount: number;
  identities: IdentityLink[];
  traits: Record<string, Stamped<Json>>;
  consent: Partial<Record<ConsentKey, Stamped<boolean>>>;
  counters: Record<string, EventCounter>;
  recentEvents: RecentEvent[];
  interactions: Interaction[];
  cart: { cleared: Stamp; changes: CartChange[] };
  commerce: {
    orderCount: number;
    refundCount: number;
    grossMicros: Micros;
    refundedMicros: Micros;
    adjustedMicros: Micros;
    firstOrderAt: number | null;
    lastOrderAt: number | null;
  };
  exposures: Record<string, Exposure>;
  /** By experiment. Absent: none. */
  assignments?: Record<string, RememberedAssignment>;
  /** What assignment hashes since the person's first decision: their id of then. Absent: no decision yet, the profile's id counts. */
  bucketing?: Stamped<string>;
  /** The latest that caps and groups count, ascending. Absent: none. */
  showings?: Showing[];
  /** By offer. Absent: none. */
  offers?: Record<string, OfferGrant>;
  /** The codes that the latest orders named, in small letters, each with its last uses. Absent: none. */
  codes?: Record<string, CodeUse>;
  /** By item, the latest: whether the person said that they do not want to be shown it. Absent: nothing was said. */
  refused?: Record<string, Stamped<boolean>>;
  devices: Partial<Record<Device, number>>;
  firstTouch: Stamped<{ page?: string; campaign?: string; referrer?: string }> | null;
  merges: MergeRecord[];
  separations: Separation[];
}
