import type { ScoreStore } from "@attune/engine/ports/score-store";
import type { Tables } from "./tables.ts";

export function createMemoryScoreStore(tables: Tables): ScoreStore {
  return {
    async of(profileId) {
      return tables.scores.get(profileId) ?? {};
    },
    async put(scores) {
      for (const [profileId, added] of scores)
        if (tables.profiles.has(profileId)) tables.scores.set(profileId, { ...tables.scores.get(profileId), ...added });
    },
    async forgetOlder(names, computedBefore) {
      let forgotten = 0;
      for (const [profileId, scores] of tables.scores) {
        const kept = Object.entries(scores).filter(
          ([name, { computedAt }]) => computedAt >= computedBefore || !names.includes(name),
        );
        forgotten += Object.keys(scores).length - kept.length;
        if (kept.length === 0) tables.scores.delete(profileId);
        else tables.scores.set(profileId, Object.fromEntries(kept));
      }
      return forgotten;
    },
  };
}
