import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import { type FoldInput, identifierKeysOf } from "./fold-group.ts";
import type { ProfileView } from "./profile-view.ts";

/**
 * Identity records that folding these inputs may need beyond those that they name: where an input, or a chain of them, could join two
 * standing profiles, all the identities of both. Nearly always empty; where it is not, load a view with these keys added.
 */
export function furtherIdentifierKeys(view: ProfileView, inputs: readonly FoldInput[]): IdentifierKey[] {
  const links = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    for (let up = links.get(root); up !== undefined; up = links.get(root)) root = up;
    if (root !== node) links.set(node, root);
    return root;
  };
  const crowded = new Set<string>();
  const profileOf = new Map<string, string>();
  for (const input of inputs) {
    const keys = identifierKeysOf(input);
    for (const key of keys) {
      const a = find(keys[0]!);
      const b = find(key);
      if (a !== b) links.set(b, a);
      for (const owner of [view.identities.get(key)?.profileId, profileOf.get(b)]) {
        if (owner === undefined || owner === "") continue;
        const known = profileOf.get(a);
        if (known === undefined) profileOf.set(a, owner);
        else if (known !== owner) crowded.add(known).add(owner);
      }
    }
  }
  const further = new Set<IdentifierKey>();
  for (const profileId of crowded) {
    for (const link of view.profiles.get(profileId)?.identities ?? []) {
      const key = identifierKey(link);
      if (!view.identities.has(key)) further.add(key);
    }
  }
  return [...further];
}
