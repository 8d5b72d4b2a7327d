import { randomUUID } from "node:crypto";
import { keptTransitions, type MembershipStore, type NewTransition } from "@attune/engine/ports/membership-store";
import type { FoundMemberships, Transition } from "@attune/model/segment";
import { compareBytes } from "../compare-bytes.ts";
import type { KeySpace } from "./key-space.ts";
import { forEachShard, idsAfter } from "./live-reads.ts";
import { mergeShards } from "./merge-shards.ts";
import type { PersonCache } from "./person-cache.ts";
import type { PeopleReader } from "./read-people.ts";
import type { RedisClient } from "./redis-client.ts";
import { clearMemberships, putMemberships } from "./scripts/memberships.ts";
import { beginPut, finishPut } from "./scripts/transitions.ts";

/** What a put is going to do, written down before it does it: whoever finds it carries it out to its end, each step once. */
interface Intent {
  number: number;
  /** Tells two puts apart that say the same. */
  id: string;
  people: Array<[profileId: string, memberships: FoundMemberships | null]>;
  transitions: NewTransition[];
}

/** Transitions looked at in one round trip. */
const transitionsPerPage = 1_000;

export function createClusterMembershipStore(
  redis: RedisClient,
  keys: KeySpace,
  { people: reader, cache }: { people: PeopleReader; cache: PersonCache },
): MembershipStore {
  const inPlace = (name: string) => keys.inPlace("memberships", name);

  /** As Redis has it now: lists are not to be put together from values of different ages. */
  async function found(profileId: string): Promise<FoundMemberships | undefined> {
    const json = await redis.call<string | null>("HGET", keys.inShard(keys.shardOf(profileId), `m:${profileId}`), "v");
    return json === null ? undefined : (JSON.parse(json) as FoundMemberships);
  }

  async function hasProfile(profileId: string): Promise<boolean> {
    const found = await redis.call<number>("EXISTS", keys.inShard(keys.shardOf(profileId), `p:${profileId}`));
    return found === 1;
  }

  async function carryOut({ number, id, people, transitions }: Intent): Promise<void> {
    const byShard = new Map<number, Array<string | number>>();
    for (const [profileId, next] of people) {
      const shard = keys.shardOf(profileId);
      const args = byShard.get(shard) ?? [number];
      byShard.set(shard, args);
      const segments = Object.keys(next?.since ?? {});
      args.push(
        profileId,
        next === null ? "" : JSON.stringify(next),
        next?.nextChangeAt ?? "",
        segments.length,
        ...segments,
      );
    }
    await Promise.all(
      [...byShard].map(([shard, args]) => redis.script(putMemberships, keys.inShard(shard, "put"), args)),
    );
    const told = transitions.map((transition) => JSON.stringify(transition));
    for (const [profileId] of people) cache.beside.forget(profileId);
    await redis.script(finishPut, inPlace("last"), [number, keptTransitions, id, ...told]);
  }

  return {
    of: async (profileId) => (await reader.beside(profileId)).memberships,
    async put({ people, transitions }) {
      const ids = [...new Set(transitions.map(({ profileId }) => profileId))];
      const known = new Set((await Promise.all(ids.map(hasProfile))).flatMap((is, index) => (is ? [ids[index]!] : [])));
      const id = randomUUID();
      const mine = JSON.stringify({
        id,
        people: [...people],
        transitions: transitions.filter(({ profileId }) => known.has(profileId)),
      });
      for (;;) {
        const [whose, intent] = await redis.script<[number, string]>(beginPut, inPlace("intent"), [mine, id]);
        if (whose === 2) return;
        await carryOut(JSON.parse(intent) as Intent);
        if (whose === 1) return;
      }
    },
    due: (now, limit) =>
      mergeShards({
        shardCount: keys.shardCount,
        limit,
        async fetch(shard, skip, count) {
          const key = keys.inShard(shard, "due");
          const found = await redis.call<string[]>(
            "ZRANGEBYSCORE",
            key,
            "-inf",
            now,
            "WITHSCORES",
            "LIMIT",
            skip,
            count,
          );
          return pairs(found).map(([profileId, at]) => ({ profileId, at: Number(at) }));
        },
        compare: (a, b) => a.at - b.at || compareBytes(a.profileId, b.profileId),
      }),
    async nextDueAt() {
      const first = await forEachShard(keys, (shard) =>
        redis.call<string[]>("ZRANGE", keys.inShard(shard, "due"), 0, 0, "WITHSCORES"),
      );
      const times = first.flatMap(([, at]) => (at === undefined ? [] : [Number(at)]));
      return times.length === 0 ? null : Math.min(...times);
    },
    async membersOf(segmentId, after, limit) {
      const ids = await mergeShards({
        shardCount: keys.shardCount,
        limit,
        fetch: (shard, skip, count) => idsAfter(redis, keys.inShard(shard, `seg:${segmentId}`), after, skip, count),
        compare: compareBytes,
      });
      const memberships = await Promise.all(ids.map(found));
      return ids.flatMap((profileId, index) => {
        const since = memberships[index]?.since[segmentId];
        return since === undefined ? [] : [{ profileId, since }];
      });
    },
    async sizes() {
      const sizes = new Map<string, number>();
      const counts = await forEachShard(keys, (shard) => redis.call<string[]>("HGETALL", keys.inShard(shard, "sizes")));
      for (const [segmentId, count] of counts.flatMap(pairs))
        sizes.set(segmentId, (sizes.get(segmentId) ?? 0) + Number(count));
      return Object.fromEntries(sizes);
    },
    async list(after, limit) {
      const ids = await mergeShards({
        shardCount: keys.shardCount,
        limit,
        fetch: (shard, skip, count) => idsAfter(redis, keys.inShard(shard, "members"), after, skip, count),
        compare: compareBytes,
      });
      const memberships = await Promise.all(ids.map(found));
      return ids.flatMap((profileId, index) => {
        const one = memberships[index];
        return one === undefined ? [] : [{ profileId, memberships: one }];
      });
    },
    async transitions(after, limit) {
      if (limit <= 0) return [];
      const found = await redis.call<string[]>(
        "ZRANGEBYSCORE",
        inPlace("transitions"),
        `(${after}`,
        "+inf",
        "LIMIT",
        0,
        limit,
      );
      return found.map((json) => JSON.parse(json) as Transition);
    },
    async forgetTransitions(profileIds) {
      for (let after = 0; ; ) {
        const page = await this.transitions(after, transitionsPerPage);
        for (const { sequence, profileId } of page)
          if (profileIds.has(profileId))
            await redis.call("ZREMRANGEBYSCORE", inPlace("transitions"), sequence, sequence);
        if (page.length < transitionsPerPage) return;
        after = page.at(-1)!.sequence;
      }
    },
    async clear() {
      await forEachShard(keys, async (shard) => {
        while ((await redis.script<number>(clearMemberships, keys.inShard(shard, "put"), [])) > 0);
      });
      cache.beside.clear();
    },
  };
}

function pairs(list: readonly string[]): Array<[string, string]> {
  const found: Array<[string, string]> = [];
  for (let index = 0; index < list.length; index += 2) found.push([list[index]!, list[index + 1]!]);
  return found;
}
