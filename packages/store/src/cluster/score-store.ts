import type { ScoreStore } from "@attune/engine/ports/score-store";
import type { KeySpace } from "./key-space.ts";
import { forEachShard } from "./live-reads.ts";
import type { PersonCache } from "./person-cache.ts";
import type { PeopleReader } from "./read-people.ts";
import type { RedisClient } from "./redis-client.ts";
import { forgetScores, putScores } from "./scripts/scores.ts";

/** People looked at by one script: well below a millisecond, in which the node does nothing else. */
const peoplePerScript = 200;

/**
 * A `put` is whole for each person, not for all of them: a process that dies in the middle leaves some with the scores of before, as a
 * refresh does that has not come to them yet.
 */
export function createClusterScoreStore(
  redis: RedisClient,
  keys: KeySpace,
  { people, cache }: { people: PeopleReader; cache: PersonCache },
): ScoreStore {
  return {
    async of(profileId) {
      return (await people.beside(profileId)).scores;
    },
    async put(scores) {
      const byShard = new Map<number, string[][]>();
      const changed: string[] = [];
      for (const [profileId, added] of scores) {
        changed.push(profileId);
        const shard = keys.shardOf(profileId);
        const batches = byShard.get(shard) ?? [[]];
        byShard.set(shard, batches);
        if (batches.at(-1)!.length > peoplePerScript * 10) batches.push([]);
        const values = Object.entries(added).flatMap(([name, score]) => [
          name,
          `${score.computedAt}|${JSON.stringify(score)}`,
        ]);
        batches.at(-1)!.push(profileId, String(values.length / 2), ...values);
      }
      await Promise.all(
        [...byShard].flatMap(([shard, batches]) =>
          batches.map((batch) => redis.script(putScores, keys.inShard(shard, "scored"), batch)),
        ),
      );
      for (const profileId of changed) cache.beside.forget(profileId);
    },
    async forgetOlder(names, computedBefore) {
      const counts = await forEachShard(keys, async (shard) => {
        const key = keys.inShard(shard, "scored");
        let forgotten = 0;
        let cursor = "0";
        do {
          const [next, people] = await redis.call<[string, string[]]>("SSCAN", key, cursor, "COUNT", peoplePerScript);
          if (people.length > 0)
            forgotten += await redis.script<number>(forgetScores, key, [
              computedBefore,
              names.length,
              ...names,
              ...people,
            ]);
          cursor = next;
        } while (cursor !== "0");
        return forgotten;
      });
      cache.beside.clear();
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
