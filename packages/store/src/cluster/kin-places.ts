import type { Pointer } from "@attune/engine/ports/partition-store";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";

/**
 * The partition in which the kin of one of these identifiers lie, for whoever hands a task in: there it needs no letter, where it names no other kin. Null: nobody knows any of them, or
 * they are on their way. One round trip, and a moment old: a task that comes to another partition finds its way.
 */
export type FindKin = (keys: readonly IdentifierKey[]) => Promise<number | null>;

export function createFindKin(redis: RedisClient, keys: KeySpace): FindKin {
  async function placeOf(key: IdentifierKey): Promise<number | null> {
    const hash = hashKey(key);
    const fields = await redis.call<string[]>("HGETALL", keys.inShard(keys.shardOf(hash), `k:${hash}`));
    for (let index = 0; index < fields.length; index += 2)
      if ("kin" in (JSON.parse(fields[index + 1]!) as Pointer)) return Number(fields[index]);
    return null;
  }

  return async function findKin(asked) {
    const places = await Promise.all(asked.map(placeOf));
    return places.find((place) => place !== null) ?? null;
  };
}
