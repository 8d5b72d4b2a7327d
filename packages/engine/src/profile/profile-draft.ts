import { businessDay } from "@attune/math/business-day";
import type { Profile } from "@attune/model/profile";

/** The parts of a profile that are objects of their own, and change in place in a draft. */
type Part =
  | "identities"
  | "traits"
  | "consent"
  | "counters"
  | "recentEvents"
  | "interactions"
  | "cart"
  | "commerce"
  | "exposures"
  | "devices";

/** A profile that is being changed: a private copy, whose parts are those of the original until they are first changed. */
export interface ProfileDraft {
  /** Its own fields may be set; a part only after `changeable`. */
  profile: Profile;
  ownParts: Set<Part>;
  /** Names of the counters that are private. */
  ownCounters: Set<string>;
  /** The profile's last day when the draft was made. */
  lastDay: number;
  /** An event was counted on a day that may be beyond the horizon. */
  hasLateEvent: boolean;
}

/** A draft to change; nothing that is done to it shows in `profile`. */
export function draftOf(profile: Profile, timeZone: string): ProfileDraft {
  return {
    profile: { ...profile },
    ownParts: new Set(),
    ownCounters: new Set(),
    lastDay: businessDay(profile.lastSeenAt, timeZone),
    hasLateEvent: false,
  };
}

/** The draft's own copy of a part, made when it is first asked for. What the part holds in turn is still the original's. */
export function changeable<P extends Part>(draft: ProfileDraft, part: P): Profile[P] {
  const { profile, ownParts } = draft;
  if (!ownParts.has(part)) {
    ownParts.add(part);
    profile[part] = copyOf(profile[part]);
  }
  return profile[part];
}

function copyOf<T extends Profile[Part]>(part: T): T {
  if (Array.isArray(part)) return part.slice() as T;
  return "changes" in part && Array.isArray(part.changes) ? { ...part, changes: part.changes.slice() } : { ...part };
}
