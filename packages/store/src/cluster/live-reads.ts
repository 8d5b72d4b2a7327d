import type { LiveState } from "@attune/engine/ports/live-state";
import type { IdentityRecord } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView } from "@attune/model/write-set";
import { compareBytes } from "../compare-bytes.ts";
import { hashKey } from "../encode.ts";
import type { KeySpace } from "./key-space.ts";
import { mergeShards } from "./merge-shards.ts";
import type { RedisClient } from "./redis-client.ts";
import { forgetSeenInShard } from "./scripts/forget-seen.ts";

/** What `LiveState` reads, and what it changes without the log; `commit` and `rebuild` belong to the log. */
export interface LiveReads extends Omit<LiveState, "commit" | "rebuild"> {
  /** Offsets of the entries that a profile owns, ascending. */
  offsetsOf(profileId: string): Promise<Offset[]>;
  /** Removes all profiles and identities, before a replay brings them back. Linear in what the cluster keeps. */
  clear(): Promise<void>;
}

/** @param head offset of the newest entry applied */
export function createLiveReads(redis: RedisClient, keys: KeySpace, head: () => Promise<Offset>): LiveReads {
  async function profile(profileId: string): Promise<Profile | undefined> {
    const json = await redis.call<string | null>("GET", keys.inShard(keys.shardOf(profileId), `p:${profileId}`));
    return json === null ? undefined : (JSON.parse(json) as Profile);
  }

  async function identity(key: string): Promise<IdentityRecord | undefined> {
    const hash = hashKey(key);
    const json = await redis.call<string | null>("GET", keys.inShard(keys.shardOf(hash), `i:${hash}`));
    return json === null ? undefined : (JSON.parse(json) as IdentityRecord);
  }

  async function valuesOf<T>(prefix: string, names: readonly string[]): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    await inEachShard(keys, names, async (shard, here) => {
      const asked = here.map((name) => keys.inShard(shard, prefix + name));
      const values = await redis.call<Array<string | null>>("MGET", ...asked);
      for (const [index, json] of values.entries()) if (json !== null) found.set(here[index]!, JSON.parse(json) as T);
    });
    return found;
  }

  async function seenOf(messageKeys: readonly string[]): Promise<Set<string>> {
    const byHash = new Map(messageKeys.map((key) => [hashKey(key), key]));
    const seen = new Set<string>();
    await inEachShard(keys, [...byHash.keys()], async (shard, here) => {
      const untils = await redis.call<Array<string | null>>("ZMSCORE", keys.inShard(shard, "seen"), ...here);
      for (const [index, until] of untils.entries()) if (until !== null) seen.add(byHash.get(here[index]!)!);
    });
    return seen;
  }

  return {
    profile,
    identity,
    async load(identifiers, messageKeys) {
      const asked = [...new Set(identifiers)];
      const hashes = asked.map(hashKey);
      const [newest, lastQuarantined, records, seen] = await Promise.all([
        head(),
        redis.call<string | null>("GET", keys.inPlace("quarantine", "last")),
        valuesOf<IdentityRecord>("i:", hashes),
        seenOf([...messageKeys]),
      ]);
      const view: LiveView = {
        nextOffset: newest + 1,
        identities: new Map(),
        profiles: new Map(),
        seen,
        nextQuarantineId: Number(lastQuarantined ?? 0) + 1,
      };
      for (const [index, key] of asked.entries()) {
        const record = records.get(hashes[index]!);
        if (record !== undefined) view.identities.set(key, record);
      }
      const owners = new Set([...view.identities.values()].map(({ profileId }) => profileId));
      view.profiles = await valuesOf<Profile>("p:", [...owners]);
      return view;
    },
    async find(identifiers) {
      const records = await Promise.all(identifiers.map(identity));
      for (const record of records) {
        const found = record === undefined ? undefined : await profile(record.profileId);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async profileCount() {
      const counts = await forEachShard(keys, (shard) => redis.call<number>("ZCARD", keys.inShard(shard, "ids")));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    profileIds: (after, limit) =>
      mergeShards({
        shardCount: keys.shardCount,
        limit,
        fetch: (shard, skip, count) => idsAfter(redis, keys.inShard(shard, "ids"), after, skip, count),
        compare: compareBytes,
      }),
    async forgetSeen(now) {
      const counts = await forEachShard(keys, async (shard) => {
        let forgotten = 0;
        for (;;) {
          const gone = await redis.script<number>(forgetSeenInShard, keys.inShard(shard, "seen"), [now]);
          forgotten += gone;
          if (gone === 0) return forgotten;
        }
      });
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async offsetsOf(profileId) {
      const key = keys.inShard(keys.shardOf(profileId), `e:${profileId}`);
      return (await redis.call<string[]>("ZRANGE", key, 0, -1)).map(Number);
    },
    async clear() {
      await redis.onMasters(async (master) => {
        let cursor = "0";
        do {
          const [next, found] = await master.scan(cursor, "MATCH", keys.everyShard("[pi]:*"), "COUNT", 1_000);
          await Promise.all(found.map((key) => redis.call("UNLINK", key)));
          cursor = next;
        } while (cursor !== "0");
      });
      await forEachShard(keys, (shard) => redis.call("UNLINK", keys.inShard(shard, "ids")));
    },
  };
}

/** Ids of a list that is kept in the order of their bytes. */
export function idsAfter(
  redis: RedisClient,
  key: string,
  after: string | null,
  skip: number,
  count: number,
): Promise<string[]> {
  return redis.call<string[]>("ZRANGEBYLEX", key, after === null ? "-" : `(${after}`, "+", "LIMIT", skip, count);
}

function inEachShard(
  keys: KeySpace,
  names: readonly string[],
  work: (shard: number, names: string[]) => Promise<void>,
): Promise<unknown> {
  const byShard = new Map<number, string[]>();
  for (const name of names) {
    const shard = keys.shardOf(name);
    const here = byShard.get(shard);
    if (here === undefined) byShard.set(shard, [name]);
    else here.push(name);
  }
  return Promise.all([...byShard].map(([shard, here]) => work(shard, here)));
}

export function forEachShard<T>(keys: KeySpace, work: (shard: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: keys.shardCount }, (_, shard) => work(shard)));
}
