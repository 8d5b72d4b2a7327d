import type { KeySpace } from "../key-space.ts";
import type { RedisClient } from "../redis-client.ts";

/** Everything that an instance keeps in Redis, by key, in a form that can be compared. Keys behind `apartFrom` are left out. */
export async function readInstance(
  redis: RedisClient,
  keys: KeySpace,
  apartFrom = "backup/",
): Promise<Record<string, unknown>> {
  const found = await keysOf(redis, keys);
  const entries = await Promise.all(
    found
      .filter((key) => !key.includes(`}${apartFrom}`))
      .sort()
      .map(async (key) => [key.slice(key.indexOf(":")), await contentOf(redis, key)] as const),
  );
  return Object.fromEntries(entries);
}

/** All keys of an instance. */
export async function keysOf(redis: RedisClient, keys: KeySpace): Promise<string[]> {
  const pages = await redis.onMasters(async (master) => {
    const here: string[] = [];
    let cursor = "0";
    do {
      const [next, page] = await master.scan(cursor, "MATCH", keys.everyShard("*"), "COUNT", 1_000);
      here.push(...page);
      cursor = next;
    } while (cursor !== "0");
    return here;
  });
  return [...new Set(pages.flat())];
}

async function contentOf(redis: RedisClient, key: string): Promise<unknown> {
  const type = await redis.call<string>("TYPE", key);
  if (type === "string") return redis.call("GET", key);
  if (type === "hash") return sortedPairs(await redis.call<string[]>("HGETALL", key));
  if (type === "zset") return redis.call("ZRANGE", key, 0, -1, "WITHSCORES");
  if (type === "set") return (await redis.call<string[]>("SMEMBERS", key)).sort();
  return redis.call("LRANGE", key, 0, -1);
}

function sortedPairs(fields: readonly string[]): Array<[string, string]> {
  const pairs: Array<[string, string]> = [];
  for (let index = 0; index < fields.length; index += 2) pairs.push([fields[index]!, fields[index + 1]!]);
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}
