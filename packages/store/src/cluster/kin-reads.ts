import type { PartitionStore, Pointer } from "@attune/engine/ports/partition-store";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { hashKey } from "../encode.ts";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";
import { kinName } from "./shard-changes.ts";

type KinReads = Omit<PartitionStore, "partition" | "partitions" | "standing" | "commit" | "letters">;

/** What Redis keeps for one partition, past every cache: other partitions write people as well. */
export function createKinReads(redis: RedisClient, keys: KeySpace, partition: number): KinReads {
  const keyOf = (name: string, key: string) => keys.inShard(keys.shardOf(key), name + key);
  const kinKey = (born: Offset) => keys.inShard(keys.shardOf(kinName(born)), kinName(born));

  async function pairs<K, V>(asked: Iterable<K>, read: (key: K) => Promise<V>): Promise<Map<K, V>> {
    return new Map(await Promise.all([...new Set(asked)].map(async (key) => [key, await read(key)] as const)));
  }

  async function values<K extends string, V>(asked: Iterable<K>, place: (key: K) => string): Promise<Map<K, V>> {
    const texts = await pairs(asked, (key) => redis.call<string | null>("GET", place(key)));
    return new Map([...texts].flatMap(([key, json]) => (json === null ? [] : [[key, JSON.parse(json) as V]])));
  }

  return {
    pointers: (asked) =>
      pairs(asked, async (key: IdentifierKey) => {
        const json = await redis.call<string | null>("HGET", keyOf("k:", hashKey(key)), String(partition));
        return json === null ? null : (JSON.parse(json) as Pointer);
      }),
    sizes: (kin) => pairs(kin, async (born: Offset) => Number(await redis.call<string | null>("GET", kinKey(born)))),
    async members(born) {
      const [members, messages] = await Promise.all([
        redis.call<IdentifierKey[]>("SMEMBERS", `${kinKey(born)}:keys`),
        redis.call<string[]>("ZRANGE", `${kinKey(born)}:seen`, 0, -1, "WITHSCORES"),
      ]);
      const seen = new Map<string, number>();
      for (let index = 0; index < messages.length; index += 2) {
        const until = Number(messages[index + 1]);
        seen.set(messages[index]!, until === neverForgotten ? Number.POSITIVE_INFINITY : until);
      }
      return { keys: new Set(members), seen };
    },
    isSeen: async (born, messageKey) =>
      (await redis.call<string | null>("ZSCORE", `${kinKey(born)}:seen`, messageKey)) !== null,
    identities: (asked) => values<IdentifierKey, IdentityRecord>(asked, (key) => keyOf("i:", hashKey(key))),
    profiles: (ids) => values<string, Profile>(ids, (id) => keyOf("p:", id)),
  };
}

/** What stands for no time. */
export const neverForgotten = -1;
