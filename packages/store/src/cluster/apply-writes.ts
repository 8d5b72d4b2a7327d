import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import type { Offset } from "@attune/model/log-entry";
import type { ClusterWriteSet } from "./cluster-write-set.ts";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";
import { createReplicaWait } from "./replica-wait.ts";
import { applyToIndex } from "./scripts/apply-to-index.ts";
import { applyToQuarantine } from "./scripts/apply-to-quarantine.ts";
import { applyToShard } from "./scripts/apply-to-shard.ts";
import { skipTo } from "./scripts/skip-to.ts";
import { changesByShard } from "./shard-changes.ts";

/** A shard has lost write sets that were applied before: the log is to be applied again from the sequence `from` on. */
export class StateBehind extends Error {
  readonly from: number;

  constructor(from: number) {
    super(`Redis has lost what was applied from sequence ${from} on; it is to be applied again.`);
    this.name = "StateBehind";
    this.from = from;
  }
}

/** Brings write sets of the log into Redis, each once. See README.md for the protocol. */
export interface WriteApplier {
  /**
   * Resolves when all of it is there, on a replica too where one answers. To be called with ascending sequences of a partition, and with earlier ones
   * again at will. Rejects with `StateBehind` where the log is to be applied again first.
   */
  apply(partition: number, sequence: number, writes: ClusterWriteSet): Promise<void>;
  /** Everything up to here was applied; 0: nothing. */
  appliedSequence(partition: number): Promise<number>;
  /** From here on the log is to be applied: one after `appliedSequence`, or earlier where a shard has less than was once applied to it. */
  resumeFrom(partition: number): Promise<number>;
  /**
   * Where the log no longer has what the state lacks: the state counts as having got to this sequence, so that commits go on. It is not whole
   * until `LiveState.rebuild` has run.
   * @param at of one of several partitions: where it stands with that sequence, and the offset of its newest entry
   */
  giveUpTo(partition: number, sequence: number, at?: { standing: PartitionStanding; head: Offset }): Promise<void>;
  /** Offset of the newest entry applied; 0: none. */
  head(partition: number): Promise<Offset>;
  /** Of one of several partitions, as what was applied last says, and its sequence; null: nothing was. */
  standing(partition: number): Promise<{ standing: PartitionStanding; sequence: number } | null>;
}

/** Kept as if it were one more shard. */
const quarantinePlace = "quarantine";

/** Which write set touched each place last, as far as this process knows. */
type LastTouched = Map<string, number>;

/** The index is a place like the others, touched by every write set, after them. */
const indexPlace = "index";

/** @param onApplied told of every write set that this process brought in, at once when Redis has it */
export function createWriteApplier(
  redis: RedisClient,
  keys: KeySpace,
  onApplied: (writes: ClusterWriteSet) => void,
): WriteApplier {
  const waitForReplicas = createReplicaWait(redis);
  const touchedBy = new Map<number, Promise<LastTouched>>();

  const indexKey = (partition: number) => keys.inPlace(`log-${partition}`, "state");
  const appliedKey = (shard: string) =>
    shard === quarantinePlace ? keys.inPlace(quarantinePlace, "applied") : keys.inShard(Number(shard), "applied");

  function lastTouched(partition: number): Promise<LastTouched> {
    const known = touchedBy.get(partition);
    if (known !== undefined) return known;
    const read = readTouched(partition);
    touchedBy.set(partition, read);
    read.catch(() => touchedBy.delete(partition));
    return read;
  }

  async function readTouched(partition: number): Promise<LastTouched> {
    const fields = await redis.call<string[]>("HGETALL", indexKey(partition));
    const touched: LastTouched = new Map();
    for (let index = 0; index < fields.length; index += 2)
      if (fields[index]!.startsWith("shard:")) touched.set(fields[index]!.slice(6), Number(fields[index + 1]));
    return touched;
  }

  async function sequenceOf(partition: number): Promise<number> {
    return Number((await redis.call<string | null>("HGET", indexKey(partition), "sequence")) ?? 0);
  }

  return {
    async apply(partition, sequence, writes) {
      const touched = await lastTouched(partition);
      const { shards, quarantine } = changesByShard(writes, keys);
      const places: Array<[shard: string, script: string, changes: readonly string[]]> = [];
      for (const [shard, changes] of shards) places.push([String(shard), applyToShard, changes]);
      if (quarantine.length > 0) places.push([quarantinePlace, applyToQuarantine, quarantine]);
      // Of a write set that is applied again nobody knows what came before it in a place.
      const lastBefore = (place: string) => {
        const last = touched.get(place) ?? 0;
        return last < sequence ? last : 0;
      };
      const answers = await Promise.all(
        places.map(([shard, script, changes]) =>
          redis.script<number>(script, appliedKey(shard), [partition, sequence, lastBefore(shard), ...changes]),
        ),
      );
      requireUpToDate(answers);
      const isNewest = (touched.get(indexPlace) ?? 0) < sequence;
      const names = places.map(([shard]) => shard);
      const head = writes.entries.at(-1)?.offset ?? 0;
      const standing = writes.kin === undefined ? "" : JSON.stringify(writes.kin.standing);
      const index = [sequence, lastBefore(indexPlace), head, standing, ...names];
      requireUpToDate([await redis.script<number>(applyToIndex, indexKey(partition), index)]);
      for (const name of [...names, indexPlace]) touched.set(name, Math.max(touched.get(name) ?? 0, sequence));
      if (isNewest) onApplied(writes);
      await waitForReplicas();
    },
    appliedSequence: sequenceOf,
    async resumeFrom(partition) {
      const touched = await readTouched(partition);
      touchedBy.set(partition, Promise.resolve(touched));
      const reached = await Promise.all(
        [...touched].map(async ([shard, last]) => {
          const applied = Number((await redis.call<string | null>("HGET", appliedKey(shard), String(partition))) ?? 0);
          return applied < last ? applied : Number.POSITIVE_INFINITY;
        }),
      );
      return reached.reduce((least, one) => Math.min(least, one), await sequenceOf(partition)) + 1;
    },
    async giveUpTo(partition, sequence, at) {
      const shards = Array.from({ length: keys.shardCount }, (_, shard) => String(shard));
      await Promise.all(
        [...shards, quarantinePlace].map((place) => redis.script(skipTo, appliedKey(place), [partition, sequence])),
      );
      const index = [sequence, 0, at?.head ?? 0, at === undefined ? "" : JSON.stringify(at.standing)];
      await redis.script(applyToIndex, indexKey(partition), index);
      touchedBy.delete(partition);
    },
    async standing(partition) {
      const fields = ["standing", "sequence"];
      const [json, sequence] = await redis.call<Array<string | null>>("HMGET", indexKey(partition), ...fields);
      return json == null ? null : { standing: JSON.parse(json) as PartitionStanding, sequence: Number(sequence) };
    },
    async head(partition) {
      return Number((await redis.call<string | null>("HGET", indexKey(partition), "head")) ?? 0);
    },
  };
}

/** @param answers of the scripts: −1 − s where a place has only got to s */
function requireUpToDate(answers: readonly number[]): void {
  const behind = answers.filter((answer) => answer < 0).map((answer) => -answer - 1);
  if (behind.length > 0) throw new StateBehind(Math.min(...behind) + 1);
}
