import { type Identifier, identifierKey } from "@attune/model/identity";
import type { IdentityLink, Stamp } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { earlierStamp, laterStamp } from "./stamp-order.ts";

/** The identifiers that joined this profile, each with the first and last entry that named it; ascending by namespace and value. */
export function applyIdentity(draft: ProfileDraft, { namespace, value }: Identifier, stamp: Stamp): void {
  const identities = changeable(draft, "identities");
  for (let i = 0; i < identities.length; i++) {
    const link = identities[i]!;
    if (link.value !== value || link.namespace !== namespace) continue;
    const first = earlierStamp(link.first, stamp);
    identities[i] = { namespace, value, first, last: laterStamp(link.last, stamp) };
    return;
  }
  identities.push({ namespace, value, first: stamp, last: stamp });
  identities.sort(byKey);
}

export function mergeIdentities(a: readonly IdentityLink[], b: readonly IdentityLink[]): IdentityLink[] {
  const merged = new Map(a.map((link) => [identifierKey(link), link]));
  for (const theirs of b) {
    const key = identifierKey(theirs);
    const mine = merged.get(key);
    merged.set(key, mine === undefined ? theirs : joined(mine, theirs));
  }
  return [...merged.values()].sort(byKey);
}

function joined(a: IdentityLink, b: IdentityLink): IdentityLink {
  return { ...a, first: earlierStamp(a.first, b.first), last: laterStamp(a.last, b.last) };
}

function byKey(a: Identifier, b: Identifier): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
