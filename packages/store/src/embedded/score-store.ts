import { setImmediate as nextTurn } from "node:timers/promises";
import type { ScoreStore } from "@attune/engine/ports/score-store";
import type { Scores } from "@attune/model/score";
import { decode, encode } from "../encode.ts";
import type { Databases, Operation } from "./databases.ts";
import type { Environment } from "./environment.ts";

/** Profiles looked at in one turn of the writer: a millisecond or two. */
const profilesPerTurn = 1_000;

export function createEmbeddedScoreStore(environment: Environment): ScoreStore {
  function scoresOf({ scores }: Databases, profileId: string): Scores {
    const bytes = scores.getBinaryFast(profileId);
    return bytes === undefined ? {} : decode<Scores>(bytes);
  }

  return {
    async of(profileId) {
      return scoresOf(await environment.databases(), profileId);
    },
    async put(scores) {
      const added = [...scores];
      await environment.write((databases) =>
        // Looked at in the writer's turn: an erasure before it has removed the profile, one after it removes the scores.
        added
          .filter(([profileId]) => databases.profiles.doesExist(profileId))
          .map(([key, more]) => ({
            put: "scores",
            key,
            value: encode({ ...scoresOf(databases, key), ...more }),
          })),
      );
    },
    async forgetOlder(names, computedBefore) {
      let forgotten = 0;
      let after: string | undefined = "";
      while (after !== undefined) {
        const start: string = after;
        await environment.write(({ scores }) => {
          const operations: Operation[] = [];
          let seen = 0;
          after = undefined;
          for (const { key, value } of scores.getRange({ start, exclusiveStart: true, limit: profilesPerTurn })) {
            seen++;
            if (seen === profilesPerTurn) after = key;
            const known = Object.entries(decode<Scores>(value));
            const kept = known.filter(
              ([name, { computedAt }]) => computedAt >= computedBefore || !names.includes(name),
            );
            forgotten += known.length - kept.length;
            if (kept.length === 0) operations.push({ remove: "scores", key });
            else if (kept.length < known.length)
              operations.push({ put: "scores", key, value: encode(Object.fromEntries(kept)) });
          }
          return operations;
        });
        await nextTurn();
      }
      return forgotten;
    },
  };
}
