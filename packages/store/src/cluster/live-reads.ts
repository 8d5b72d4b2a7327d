import type { LiveState } from "@attune/engine/ports/live-state";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView } from "@attune/model/write-set";
import { compareBytes } from "../compare-bytes.ts";
import type { AgedCache } from "./aged-cache.ts";
import type { KeySpace } from "./key-space.ts";
import { mergeShards } from "./merge-shards.ts";
import type { PersonCache } from "./person-cache.ts";
import type { PeopleReader } from "./read-people.ts";
import type { RedisClient } from "./redis-client.ts";
import { forgetSeenInShard, forgetSeenOfKin } from "./scripts/forget-seen.ts";
import { isOwned } from "./shard-changes.ts";

/** What `LiveState` reads, and what it changes without the log; `commit` and `rebuild` belong to the log. */
export interface LiveReads extends Omit<LiveState, "commit" | "rebuild"> {
  /** Of a `load` what tells whose identifiers these are: nothing of it says where the next write goes. */
  owners(identifiers: Iterable<IdentifierKey>, readSince?: number): Promise<Pick<LiveView, "identities" | "profiles">>;
  /** Offsets of the entries that a profile owns, ascending. */
  offsetsOf(profileId: string): Promise<Offset[]>;
  /**
   * Removes all profiles, identities and ownerships, before a replay brings the first two back and `own` the third. Linear in what the cluster
   * keeps.
   */
  clear(): Promise<void>;
  /** These entries of the log belong to their profiles: what a commit says of new ones. May be said again. */
  own(entries: readonly LogEntry[]): Promise<void>;
}

interface LiveReadsParts {
  /** Offset of the newest entry applied. */
  head: () => Promise<Offset>;
  people: PeopleReader;
  cache: PersonCache;
  /** How old what `load` gives may be. Infinite for a partition's writer: nobody else changes it, and a commit over what is not so any more is refused by the log. */
  loadStaleMs: number;
}

export function createLiveReads(
  redis: RedisClient,
  keys: KeySpace,
  { head, people, cache, loadStaleMs }: LiveReadsParts,
): LiveReads {
  /** What the cache does not know is read from all shards at once. `names`: where values lie, by the name they are asked for. */
  async function valuesOf<T>(
    known: AgedCache<T | null>,
    prefix: string,
    names: ReadonlyMap<string, string>,
    readSince: number,
  ): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    const missing: Array<[asked: string, name: string]> = [];
    for (const [asked, name] of names) {
      const young = known.get(asked, loadStaleMs);
      const value = young === undefined ? known.since(asked, readSince) : young;
      if (value === undefined) missing.push([asked, name]);
      else if (value !== null) found.set(asked, value);
    }
    const mark = known.beginRead();
    await inEachShard(keys, missing, async (shard, here) => {
      const values = await redis.call<Array<string | null>>(
        "MGET",
        ...here.map(([, name]) => keys.inShard(shard, prefix + name)),
      );
      for (const [index, json] of values.entries()) {
        const [asked] = here[index]!;
        const value = json === null ? null : (JSON.parse(json) as T);
        known.keep(asked, value, json?.length ?? 0, mark);
        if (value !== null) found.set(asked, value);
      }
    });
    return found;
  }

  async function seenOf(messageKeys: readonly string[]): Promise<Set<string>> {
    const hashes = messageKeys.map((key) => [key, hashKey(key)] as [string, string]);
    const seen = new Set<string>();
    await inEachShard(keys, hashes, async (shard, here) => {
      const asked = here.map(([, hash]) => hash);
      const untils = await redis.call<Array<string | null>>("ZMSCORE", keys.inShard(shard, "seen"), ...asked);
      for (const [index, until] of untils.entries()) if (until !== null) seen.add(here[index]![0]);
    });
    return seen;
  }

  async function owners(
    identifiers: Iterable<IdentifierKey>,
    readSince = Number.POSITIVE_INFINITY,
  ): Promise<Pick<LiveView, "identities" | "profiles">> {
    const hashes = new Map([...identifiers].map((key) => [key, hashKey(key)]));
    const records = await valuesOf<IdentityRecord>(cache.identities, "i:", hashes, readSince);
    // In the order asked, whatever came from where.
    const identities = new Map(
      [...hashes.keys()].flatMap((key) => (records.has(key) ? [[key, records.get(key)!]] : [])),
    );
    const profileIds = new Map([...identities.values()].map(({ profileId }) => [profileId, profileId]));
    return { identities, profiles: await valuesOf<Profile>(cache.profiles, "p:", profileIds, readSince) };
  }

  return {
    profile: people.profile,
    identity: people.identity,
    find: people.find,
    owners,
    async load(identifiers, messageKeys) {
      const [newest, lastQuarantined, owned, seen] = await Promise.all([
        head(),
        redis.call<string | null>("GET", keys.inPlace("quarantine", "last")),
        owners(identifiers),
        seenOf([...messageKeys]),
      ]);
      return { ...owned, nextOffset: newest + 1, seen, nextQuarantineId: Number(lastQuarantined ?? 0) + 1 };
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
        while ((await redis.script<number>(forgetSeenOfKin, keys.inShard(shard, "seenByKin"), [now])) > 0) {}
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
          const [next, found] = await master.scan(cursor, "MATCH", keys.everyShard("[pie]:*"), "COUNT", 1_000);
          await Promise.all(found.map((key) => redis.call("UNLINK", key)));
          cursor = next;
        } while (cursor !== "0");
      });
      await forEachShard(keys, (shard) => redis.call("UNLINK", keys.inShard(shard, "ids")));
      cache.clear();
    },
    async own(entries) {
      const byProfile = new Map<string, string[]>();
      for (const { profileId, offset } of entries.filter(isOwned)) {
        const members = byProfile.get(profileId) ?? [];
        byProfile.set(profileId, members);
        members.push(String(offset), String(offset));
      }
      await Promise.all(
        [...byProfile].map(([profileId, members]) =>
          redis.call("ZADD", keys.inShard(keys.shardOf(profileId), `e:${profileId}`), ...members),
        ),
      );
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

/** @param names what is asked for, with the name that decides on its shard */
function inEachShard(
  keys: KeySpace,
  names: ReadonlyArray<[asked: string, name: string]>,
  work: (shard: number, names: Array<[asked: string, name: string]>) => Promise<void>,
): Promise<unknown> {
  const byShard = new Map<number, Array<[asked: string, name: string]>>();
  for (const pair of names) {
    const shard = keys.shardOf(pair[1]);
    const here = byShard.get(shard);
    if (here === undefined) byShard.set(shard, [pair]);
    else here.push(pair);
  }
  return Promise.all([...byShard].map(([shard, here]) => work(shard, here)));
}

export function forEachShard<T>(keys: KeySpace, work: (shard: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: keys.shardCount }, (_, shard) => work(shard)));
}
