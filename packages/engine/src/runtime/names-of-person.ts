import type { Identifier } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import { strongestFirst } from "../profile/strongest-first.ts";

/** How a raw event names a person who is known already. Null for someone with no identifier that an event can carry. */
export function eventNames(profile: Profile): JsonObject | null {
  const { userId, anonymousId } = requestNames(profile);
  if (userId !== undefined) return { userId };
  if (anonymousId !== undefined) return { anonymousId };
  const [link] = strongestFirst(profile.identities);
  if (link === undefined) return null;
  return {
    context: { externalIds: [{ id: link.value, type: link.namespace, collection: "users", encoding: "none" }] },
  };
}

/** How a decide request names a person; empty for someone who can only be told by other identifiers. */
export function requestNames(profile: Profile): { userId?: string; anonymousId?: string } {
  const userId = latest(profile, "user_id");
  if (userId !== undefined) return { userId };
  const anonymousId = latest(profile, "anonymous_id");
  return anonymousId === undefined ? {} : { anonymousId };
}

/** All that a person is known by, strongest first, as the log keeps it. */
export function identifiersOf(profile: Profile): Identifier[] {
  return strongestFirst(profile.identities).map(({ namespace, value }) => ({ namespace, value }));
}

/** The value of a namespace that was named last. */
export function latest({ identities }: Profile, namespace: string): string | undefined {
  let found: Profile["identities"][number] | undefined;
  for (const link of identities) {
    if (link.namespace !== namespace) continue;
    if (found === undefined || link.last.at >= found.last.at) found = link;
  }
  return found?.value;
}
