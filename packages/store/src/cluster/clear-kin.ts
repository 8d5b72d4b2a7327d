import type { KeySpace } from "./key-space.ts";
import { forEachShard } from "./live-reads.ts";
import type { RedisClient } from "./redis-client.ts";

/** Removes all that is kept of kin: pointers, sizes, members, message keys. People stay. Linear in what the cluster keeps; no partition may be at work. */
export async function clearKin(redis: RedisClient, keys: KeySpace): Promise<void> {
  await redis.onMasters(async (master) => {
    for (const pattern of ["k:*", "kin:*"]) {
      let cursor = "0";
      do {
        const [next, found] = await master.scan(cursor, "MATCH", keys.everyShard(pattern), "COUNT", 1_000);
        await Promise.all(found.map((key) => redis.call("UNLINK", key)));
        cursor = next;
      } while (cursor !== "0");
    }
  });
  await forEachShard(keys, (shard) => redis.call("UNLINK", keys.inShard(shard, "seenByKin")));
}
