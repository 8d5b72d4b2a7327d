import type { Profile } from "@attune/model/profile";
import { isoTime } from "../routes/profile-view.ts";

/** How many identifiers tell who somebody is. */
const shownIdentities = 3;

/** Somebody in a list of people. */
export function personLine({ profileId, identities, lastSeenAt, eventCount, commerce }: Profile) {
  return {
    profileId,
    identities: identities.slice(0, shownIdentities).map(({ namespace, value }) => ({ namespace, value })),
    lastSeenAt: isoTime(lastSeenAt),
    eventCount,
    orderCount: commerce.orderCount,
  };
}
