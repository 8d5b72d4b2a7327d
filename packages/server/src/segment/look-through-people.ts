import { setImmediate as nextTurn } from "node:timers/promises";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Profile } from "@attune/model/profile";
import type { MovableView } from "@attune/rules/person-view";

/** How many people are looked at where an estimate is enough. */
export const peopleInSample = 20_000;
const idsPerPage = 500;
/** How long looking may hold up a decision. */
const turnMs = 1;

export interface LookedThrough {
  looked: number;
  total: number;
  /** Not everybody was looked at, but a random sample. */
  isSample: boolean;
}

/**
 * Looks at people one after another, in short turns, at most so many. Profile ids are hashes: the first of them in their order are a random
 * sample of all people. Profiles come as far as they may be used.
 */
export async function lookThroughPeople(
  { stores, segments }: Engine,
  most: number,
  look: (profile: Profile, view: MovableView) => void,
): Promise<LookedThrough> {
  const total = await stores.state.profileCount();
  let looked = 0;
  let after: string | null = null;
  let turnEndsAt = performance.now() + turnMs;
  while (looked < most) {
    const ids: string[] = await stores.state.profileIds(after, Math.min(idsPerPage, most - looked));
    if (ids.length === 0) break;
    after = ids.at(-1)!;
    for (const profileId of ids) {
      const profile = await stores.state.profile(profileId);
      if (profile === undefined) continue;
      looked += 1;
      look(segments.usable(profile), await segments.viewOf(profile));
      if (performance.now() < turnEndsAt) continue;
      await nextTurn();
      turnEndsAt = performance.now() + turnMs;
    }
  }
  return { looked, total: Math.max(total, looked), isSample: looked < total };
}
