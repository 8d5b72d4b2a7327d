import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LiveView } from "@attune/model/write-set";
import { type FoldInput, type FoldSettings, identifierKeysOf } from "./fold-group.ts";
import { profileIdKey } from "./join-profiles.ts";
import { idFoundedBy, type StandingProfiles } from "./new-profile-id.ts";
import { identifiersOf } from "./owned-entry.ts";

/**
 * Identity records that folding these inputs reads beyond those that they name; load them too, add them to the view and, where any
 * exist, ask again: until nothing is named that was not loaded. At most one round more than an identifier has generations of ids.
 * - Where an input, or a chain of them, could join standing profiles: all the identities of those.
 * - Where an identifier leads to nobody yet: the id of the profile that it would found, in case that id is taken.
 */
export function furtherIdentifierKeys(
  view: LiveView,
  inputs: readonly FoldInput[],
  { salt }: Pick<FoldSettings, "salt">,
): IdentifierKey[] {
  const further = new Set<IdentifierKey>();
  for (const profileId of profilesThatMayJoin(view, inputs)) {
    for (const link of view.profiles.get(profileId)?.identities ?? []) further.add(identifierKey(link));
  }
  const standing: StandingProfiles = {
    identity: (key) => view.identities.get(key),
    profile: (profileId) => view.profiles.get(profileId),
    nextOffset: () => view.nextOffset,
  };
  for (const identifier of leadingToNobody(view, inputs))
    further.add(profileIdKey(idFoundedBy(identifier, standing, salt)));
  for (const key of view.identities.keys()) further.delete(key);
  return [...further];
}

/** Any of them may found a profile: which of an input's does, depends on the inputs before it and on limits. */
function leadingToNobody(view: LiveView, inputs: readonly FoldInput[]): Iterable<Identifier> {
  const unknown = new Map<IdentifierKey, Identifier>();
  for (const input of inputs) {
    if (input.kind === "quarantine") continue;
    for (const identifier of identifiersOf(input.kind === "event" ? input.event : input.decision)) {
      const key = identifierKey(identifier);
      if (!view.identities.get(key)?.profileId) unknown.set(key, identifier);
    }
  }
  return unknown.values();
}

/** Follows what the inputs link together; where that meets two standing profiles, both may become one. */
function profilesThatMayJoin(view: LiveView, inputs: readonly FoldInput[]): Set<string> {
  const links = new Map<IdentifierKey, IdentifierKey>();
  const profileOf = new Map<IdentifierKey, string>();
  const meeting = new Set<string>();
  for (const input of inputs) {
    const keys = identifierKeysOf(input);
    for (const key of keys) {
      const root = rootOf(keys[0]!, links);
      const other = rootOf(key, links);
      if (root !== other) links.set(other, root);
      for (const profileId of [view.identities.get(key)?.profileId, profileOf.get(other)]) {
        if (!profileId) continue;
        const known = profileOf.get(root);
        if (known === undefined) profileOf.set(root, profileId);
        else if (known !== profileId) meeting.add(known).add(profileId);
      }
    }
  }
  return meeting;
}

function rootOf(key: IdentifierKey, links: Map<IdentifierKey, IdentifierKey>): IdentifierKey {
  let root = key;
  for (let up = links.get(root); up !== undefined; up = links.get(root)) root = up;
  if (root !== key) links.set(key, root);
  return root;
}
