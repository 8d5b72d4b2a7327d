import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createPartitionRunner } from "@attune/engine/runtime/partition-runner";
import { repeat } from "@attune/engine/runtime/repeat";
import { AttuneError } from "@attune/model/errors";
import { openClusterDefinitionStore } from "@attune/store/cluster/definition-store";
import type { JetStreamLink } from "@attune/store/cluster/jetstream-link";
import { createKeySpace } from "@attune/store/cluster/key-space";
import { createFindKin } from "@attune/store/cluster/kin-places";
import { isStateLost } from "@attune/store/cluster/lost-state";
import type { LeaseHolder } from "@attune/store/cluster/partition-lease";
import { openPartitionLease } from "@attune/store/cluster/partition-lease";
import { openPartitionPost, type PartitionPost } from "@attune/store/cluster/partition-post";
import { createStandingsReads } from "@attune/store/cluster/partition-standings";
import { type OpenPartition, openPartition } from "@attune/store/cluster/partition-store";
import { createRedisClient } from "@attune/store/cluster/redis-client";
import type { Logger } from "pino";
import type { ClusterSettings } from "./cluster-settings.ts";
import { followFoldSettings } from "./follow-fold-settings.ts";
import { partitionToLetGo } from "./partition-to-let-go.ts";
import { restorePartitions } from "./restore-partitions.ts";

/** The partitions of an instance that has several, as one node has to do with them. */
export interface HeldPartitions {
  post: PartitionPost;
  /** Opens partition 0 here: of the node that runs the engine. Its writer works as soon as the engine has begun the instance. */
  openZero(): Promise<OpenPartition>;
  /** Those whose writers are here, ascending. */
  held(): number[];
  close(): Promise<void>;
}

interface Parts {
  link: JetStreamLink;
  settings: ClusterSettings;
  count: number;
  /** Null: this node writes no partition, and only hands in. */
  me: LeaseHolder | null;
  leaseMs: number;
  /** How many nodes there are that may write, as far as this one knows. */
  writers: () => number;
  log: Logger;
  onReplaced: (reason: string) => void;
}

const lookAgainMs = 500;
const patienceMs = 15_000;

interface Held {
  store: OpenPartition;
  close(): Promise<void>;
}

/**
 * Takes leases of partitions but the first as they are free, the fewer the more it has already, and writes those whose lease it has. Lets one go, when everything that was
 * handed in is kept, where it has had more than its share for a while.
 */
export async function holdPartitions(parts: Parts): Promise<HeldPartitions> {
  const { link, settings, count, me, leaseMs, writers, log, onReplaced } = parts;
  const { instance: namespace, replicas, redis, shardCount } = settings;
  const shards = shardCount === undefined ? {} : { shardCount };
  const client = createRedisClient(redis);
  const keys = createKeySpace({ instance: namespace, ...shards });
  const findKin = createFindKin(client, keys);
  const standings = createStandingsReads(client, keys, count);
  const post = openPartitionPost({ link, namespace, count, findKin, standings });
  const trouble = (error: unknown) => {
    if (!closed) log.warn({ err: error }, "a partition's writer could not go on for a moment");
  };
  const fold = await followFoldSettings({ link, namespace, replicas }, trouble);
  const opened = new Map<number, Promise<Held>>();
  let closed = false;
  /** Another is to take it first. */
  let letGo: { partition: number; untilAt: number } | null = null;

  const lost = { link, namespace, partitions: count };

  /** The state is whole, or can be made so by what the partition's log keeps. Who runs the engine restores it, the others wait. */
  async function untilStateIsThere(partition: number): Promise<void> {
    if (!(await isStateLost(client, keys, lost))) return;
    if (partition > 0) {
      log.warn({ partition }, "Redis has lost everything: waiting until partition 0 has restored it from the logs");
      while (await isStateLost(client, keys, lost)) {
        if (closed) throw new AttuneError("stopping", "this node stops");
        await pause(lookAgainMs);
      }
      return;
    }
    log.warn("Redis has lost everything: it is restored from the logs of all partitions");
    // Nobody decides over a state that is not whole, and an engine that begins replays once more when all letters are taken in.
    const definitions = await openClusterDefinitionStore({
      link,
      namespace,
      replicas,
      writerId: randomUUID(),
      patienceMs,
    });
    await definitions.put("setting", [["replaying", true]]).finally(() => definitions.close());
    await restorePartitions({ ...lost, redis, ...shards }, fold.settings, Date.now());
    log.info("Redis is restored from the logs");
  }

  async function open(partition: number): Promise<Held> {
    await untilStateIsThere(partition);
    const store = await openPartition({
      ...{ namespace, partition, partitions: count, replicas, redis, ...shards },
      jetstream: settings.jetstream,
      onReplaced: () => onReplaced(`the log of partition ${partition} refuses this node: another writes in its place`),
      onStateLost: () => onReplaced("Redis has lost what it had: it is restored before anybody goes on"),
    });
    let ended = false;
    let end = async () => {};
    void fold.begun.then(() => {
      if (closed || ended) return;
      const runner = createPartitionRunner({ store, settings: fold.settings, answer: post.answer, onTrouble: trouble });
      const stopServing = post.serve(partition, runner);
      end = async () => {
        stopServing();
        await runner.close();
      };
      log.info({ partition }, "this node writes a partition now");
    });
    return {
      store,
      async close() {
        ended = true;
        await end();
        await store.close();
      },
    };
  }

  function hold(partition: number): Promise<Held> {
    // An engine that could not begin for a moment tries again: the partition is open by then.
    const opening = opened.get(partition) ?? open(partition);
    opened.set(partition, opening);
    opening.catch(() => opened.delete(partition));
    return opening;
  }

  const others = Array.from({ length: count - 1 }, (_, index) => index + 1);
  const leases = await Promise.all(
    others.map((partition) =>
      openPartitionLease({
        ...{ link, namespace, partition, replicas, me, leaseMs },
        // Nodes that begin together do not all reach for the same one.
        reluctanceMs: () =>
          ((Math.min(opened.size, 2) + (partition % 3)) * leaseMs) / 4 +
          (partition === letGo?.partition ? Math.max(0, letGo.untilAt - performance.now()) : 0),
        onChange(isMine) {
          if (!isMine) {
            if (!closed) onReplaced(`another node holds the lease of partition ${partition}`);
            return;
          }
          hold(partition).catch((error) => {
            log.error({ err: error, partition }, "this node could not begin to write a partition");
            onReplaced("it could not begin to write a partition");
          });
        },
      }),
    ),
  );

  /** One at a time, and only what it has had too much of twice: nodes come and go. */
  let hadTooMany = false;
  const balancing = repeat(
    2 * leaseMs,
    async () => {
      const all = await Promise.all(
        [...opened].map(async ([partition, opening]) => [partition, await opening] as const),
      );
      const which = partitionToLetGo(
        all.map(([partition]) => partition),
        count,
        writers(),
      );
      const mayGo = which !== null && hadTooMany;
      hadTooMany = which !== null && !hadTooMany;
      if (!mayGo || closed) return;
      letGo = { partition: which, untilAt: performance.now() + 3 * leaseMs };
      log.info({ partition: which }, "this node lets another write a partition");
      const leaving = await opened.get(which)!;
      // Half closed, it would hold a lease that nobody works under.
      await leaving.close().catch((error) => {
        log.error({ err: error, partition: which }, "this node could not let a partition go");
        onReplaced("it could not let a partition go");
      });
      opened.delete(which);
      await leases[which - 1]!.release();
    },
    trouble,
  );

  return {
    post,
    openZero: async () => (await hold(0)).store,
    held: () => [...opened.keys()].sort((a, b) => a - b),
    async close() {
      closed = true;
      await balancing.stop();
      const all = await Promise.allSettled(opened.values());
      for (const one of all) if (one.status === "fulfilled") await one.value.close().catch(trouble);
      await Promise.all(leases.map((lease) => lease.close()));
      post.close();
      await fold.close();
      await client.close();
    },
  };
}
