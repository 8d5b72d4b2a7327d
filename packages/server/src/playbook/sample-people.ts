import { setImmediate as nextTurn } from "node:timers/promises";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Profile } from "@attune/model/profile";

const pageSize = 500;
/** How long the sample may hold up a decision. */
const turnMs = 2;

/**
 * The first people by id, up to a number: ids are hashes, so they are a random sample of all. Takes them one by one, in short turns.
 * Returns how many were seen.
 */
export async function samplePeople(
  engine: Engine,
  most: number,
  take: (profile: Profile) => Promise<void> | void,
): Promise<number> {
  const { state } = engine.stores;
  let seen = 0;
  let after: string | null = null;
  let turnEndsAt = performance.now() + turnMs;
  while (seen < most) {
    const ids: string[] = await state.profileIds(after, Math.min(pageSize, most - seen));
    for (const id of ids) {
      const profile = await state.profile(id);
      if (profile !== undefined) {
        seen += 1;
        await take(profile);
      }
      if (performance.now() < turnEndsAt) continue;
      await nextTurn();
      turnEndsAt = performance.now() + turnMs;
    }
    after = ids.at(-1) ?? null;
    if (after === null) break;
  }
  return seen;
}
