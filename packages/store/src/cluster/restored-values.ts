import type { PartitionWrites } from "@attune/engine/ports/partition-store";
import type { PeopleAnew } from "@attune/engine/ports/partitions";
import { hashKey } from "@attune/model/hash-key";
import type { Offset } from "@attune/model/log-entry";
import { plainHead } from "./cluster-write-set.ts";
import type { KeySpace } from "./key-space.ts";
import { neverForgotten } from "./kin-reads.ts";
import type { RedisClient } from "./redis-client.ts";
import { kinName, orderName } from "./shard-changes.ts";

// Values of the state as they are put in while nobody writes: without the log, of which they are made. The same as scripts/apply-to-shard.ts leaves them; each may be put in again.

/** What one partition knows of kin. */
export type KinChanges = Pick<PartitionWrites, "pointers" | "kin" | "members">;

export async function putPeople(
  redis: RedisClient,
  keys: KeySpace,
  { profiles, identities }: PeopleAnew,
): Promise<void> {
  const people = [...profiles].flatMap(([id, profile]) => {
    const shard = keys.shardOf(id);
    const [name, ids] = [keys.inShard(shard, `p:${id}`), keys.inShard(shard, "ids")];
    return profile === null
      ? [redis.call("DEL", name), redis.call("ZREM", ids, id)]
      : [redis.call("SET", name, JSON.stringify(profile)), redis.call("ZADD", ids, 0, id)];
  });
  const records = [...identities].map(([key, record]) => {
    const hash = hashKey(key);
    const name = keys.inShard(keys.shardOf(hash), `i:${hash}`);
    return record === null ? redis.call("DEL", name) : redis.call("SET", name, JSON.stringify(record));
  });
  await Promise.all([...people, ...records]);
}

export async function putKin(
  redis: RedisClient,
  keys: KeySpace,
  partition: number,
  { pointers, kin, members }: KinChanges,
): Promise<void> {
  const nameOf = (born: Offset) => keys.inShard(keys.shardOf(kinName(born)), kinName(born));
  const led = [...pointers].map(([place, pointer]) => {
    const name = keys.inShard(keys.shardOf(place), `k:${place}`);
    return pointer === null
      ? redis.call("HDEL", name, partition)
      : redis.call("HSET", name, partition, JSON.stringify(pointer));
  });
  const sized = [...kin].flatMap(([born, head]) =>
    head === null ? [] : [redis.call("SET", nameOf(born), JSON.stringify(plainHead(head)))],
  );
  const joined = [...members].flatMap(([born, { places, seen }]) => {
    const theirs = [...places].flatMap(([place, key]) => [place, key ?? ""]);
    const messages = [...seen].map(([message, until]) => [Number.isFinite(until) ? until : neverForgotten, message]);
    const untils = [...seen.values()].filter(Number.isFinite);
    const forgetting = keys.inShard(keys.shardOf(kinName(born)), "seenByKin");
    return [
      ...(theirs.length === 0 ? [] : [redis.call("HSET", `${nameOf(born)}:places`, ...theirs)]),
      ...(messages.length === 0 ? [] : [redis.call("ZADD", `${nameOf(born)}:seen`, ...messages.flat())]),
      ...(untils.length === 0 ? [] : [redis.call("ZADD", forgetting, "LT", Math.min(...untils), String(born))]),
    ];
  });
  await Promise.all([...led, ...sized, ...joined]);
}

export async function putOrders(
  redis: RedisClient,
  keys: KeySpace,
  orders: ReadonlyMap<Offset, Offset>,
): Promise<void> {
  await Promise.all(
    [...orders].map(([entry, order]) =>
      redis.call("HSET", keys.inShard(keys.shardOf(orderName(entry)), "orders"), String(entry), String(order)),
    ),
  );
}
