import type { KinHead, PartitionStore, Pointer } from "@attune/engine/ports/partition-store";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { PlainHead } from "./cluster-write-set.ts";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";
import { readKin, readNamed } from "./scripts/kin.ts";
import { kinName, orderName } from "./shard-changes.ts";

type KinReads = Pick<PartitionStore, "named" | "pointers" | "kin" | "members" | "profiles" | "orders">;

/** What Redis keeps for one partition, past every cache: other partitions write people as well. What lies in one shard is asked for at once. */
export function createKinReads(redis: RedisClient, keys: KeySpace, partition: number): KinReads {
  const kinKey = (born: Offset) => keys.inShard(keys.shardOf(kinName(born)), kinName(born));

  /** Asks each shard once, with everything that lies in it. */
  async function byShard<T>(
    asked: Iterable<T>,
    nameOf: (one: T) => string,
    ask: (shard: number, some: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const shards = new Map<number, T[]>();
    for (const one of new Set(asked)) {
      const shard = keys.shardOf(nameOf(one));
      const some = shards.get(shard);
      if (some === undefined) shards.set(shard, [one]);
      else some.push(one);
    }
    await Promise.all([...shards].map(([shard, some]) => ask(shard, some)));
  }

  return {
    async named(asked) {
      const found = new Map<IdentifierKey, { pointer: Pointer | null; identity: IdentityRecord | null }>();
      const hashes = [...new Set(asked)].map((key) => ({ key, hash: hashKey(key) }));
      await byShard(
        hashes,
        ({ hash }) => hash,
        async (shard, some) => {
          const args = [partition, ...some.map(({ hash }) => hash)];
          const answers = await redis.script<Array<string | null>>(readNamed, keys.inShard(shard, "k:"), args);
          for (const [index, { key }] of some.entries())
            found.set(key, { pointer: parsed(answers[2 * index]), identity: parsed(answers[2 * index + 1]) });
        },
      );
      return found;
    },
    async pointers(asked) {
      const found = new Map<string, Pointer | null>();
      await byShard(
        asked,
        (place) => place,
        async (shard, some) => {
          const answers = await redis.script<Array<string | null>>(readNamed, keys.inShard(shard, "k:"), [
            partition,
            ...some,
          ]);
          for (const [index, place] of some.entries()) found.set(place, parsed(answers[2 * index]));
        },
      );
      return found;
    },
    async kin(asked) {
      const found = new Map<Offset, KinHead & { seen: Set<string> }>();
      await byShard(asked.keys(), kinName, async (shard, some) => {
        const messages = some.map((born) => asked.get(born)!);
        const args = some.flatMap((born, index) => [born, messages[index]!.length, ...messages[index]!]);
        const answers = await redis.script<Array<string | null>>(readKin, keys.inShard(shard, "kin:"), args);
        let at = 0;
        for (const [index, born] of some.entries()) {
          const head = parsed<PlainHead>(answers[at++]) ?? 0;
          const [size, unsettled] = typeof head === "number" ? [head, []] : head;
          const seen = new Set(messages[index]!.filter(() => answers[at++] !== null));
          found.set(born, { size, unsettled: new Map(unsettled), seen });
        }
      });
      return found;
    },
    async members(born) {
      const [members, messages] = await Promise.all([
        redis.call<string[]>("HGETALL", `${kinKey(born)}:places`),
        redis.call<string[]>("ZRANGE", `${kinKey(born)}:seen`, 0, -1, "WITHSCORES"),
      ]);
      const seen = new Map<string, number>();
      for (let index = 0; index < messages.length; index += 2) {
        const until = Number(messages[index + 1]);
        seen.set(messages[index]!, until === neverForgotten ? Number.POSITIVE_INFINITY : until);
      }
      const places = new Map<string, IdentifierKey | null>();
      for (let index = 0; index < members.length; index += 2) places.set(members[index]!, members[index + 1] || null);
      return { places, seen };
    },
    async orders(asked) {
      const found = new Map<Offset, Offset | null>();
      await byShard(asked, orderName, async (shard, some) => {
        const answers = await redis.call<Array<string | null>>(
          "HMGET",
          keys.inShard(shard, "orders"),
          ...some.map(String),
        );
        for (const [index, offset] of some.entries()) found.set(offset, parsed(answers[index]));
      });
      return found;
    },
    async profiles(asked) {
      const found = new Map<string, Profile>();
      await byShard(
        asked,
        (id) => id,
        async (shard, some) => {
          const names = some.map((id) => keys.inShard(shard, `p:${id}`));
          const answers = await redis.call<Array<string | null>>("MGET", ...names);
          for (const [index, id] of some.entries()) {
            const profile = parsed<Profile>(answers[index]);
            if (profile !== null) found.set(id, profile);
          }
        },
      );
      return found;
    },
  };
}

function parsed<T>(json: string | null | undefined): T | null {
  return json == null ? null : (JSON.parse(json) as T);
}

/** What stands for no time. */
export const neverForgotten = -1;
