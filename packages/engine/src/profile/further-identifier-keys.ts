import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LiveView } from "@attune/model/write-set";
import { type FoldInput, type FoldSettings, identifierKeysOf } from "./fold-group.ts";
import { profileIdKey } from "./join-profiles.ts";
import { identifiersOf } from "./owned-entry.ts";
import { foundingIdentifier, profileIdOf } from "./profile-id.ts";

/**
 * Identity records that folding these inputs reads beyond those that they name; load them too and add them to the view.
 * - Where an input, or a chain of them, could join standing profiles: all the identities of those.
 * - Where nobody knows an identifier yet: the id of the profile that it would found, in case that id is taken.
 */
export function furtherIdentifierKeys(
  view: LiveView,
  inputs: readonly FoldInput[],
  settings: Pick<FoldSettings, "salt">,
): IdentifierKey[] {
  const further = new Set<IdentifierKey>();
  for (const profileId of profilesThatMayJoin(view, inputs)) {
    for (const link of view.profiles.get(profileId)?.identities ?? []) further.add(identifierKey(link));
  }
  const founders = new Map<IdentifierKey, Identifier>();
  for (const input of inputs) {
    const founding = foundingOf(input, view);
    if (founding !== undefined) founders.set(identifierKey(founding), founding);
  }
  for (const founding of founders.values()) further.add(profileIdKey(profileIdOf(settings.salt, founding)));
  for (const key of view.identities.keys()) further.delete(key);
  return [...further];
}

function foundingOf(input: FoldInput, view: LiveView): Identifier | undefined {
  if (input.kind === "quarantine") return undefined;
  const unknown = identifiersOf(input.kind === "event" ? input.event : input.decision).filter(
    (identifier) => !view.identities.get(identifierKey(identifier))?.profileId,
  );
  return foundingIdentifier(unknown);
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
