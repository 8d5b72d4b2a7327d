import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { EventLog } from "@attune/engine/ports/event-log";
import type {
  PartitionLetter,
  PartitionStanding,
  PartitionStore,
  PartitionWrites,
} from "@attune/engine/ports/partition-store";
import { AttuneError } from "@attune/model/errors";
import { writeSet } from "@attune/model/write-set";
import { createLogTail } from "../embedded/log-tail.ts";
import { decode, encode } from "../encode.ts";
import { createWriteApplier, StateBehind } from "./apply-writes.ts";
import { type ClusterWriteSet, type KinWrites, plainHead } from "./cluster-write-set.ts";
import { openCommitLog } from "./commit-log.ts";
import { createCommittedState } from "./committed-state.ts";
import { createClusterEventLog } from "./event-log.ts";
import { createFollowedLog } from "./followed-log.ts";
import { type JetStreamAddress, openJetStream } from "./jetstream-link.ts";
import { createKeySpace } from "./key-space.ts";
import { createKinReads, neverForgotten } from "./kin-reads.ts";
import { ensureLetterStream, type Mail, openInbox, publishLetters } from "./letter-stream.ts";
import { createLogReader } from "./log-reader.ts";
import { ensureLogStreams, logStreams } from "./log-streams.ts";
import { createLongMessages } from "./long-messages.ts";
import { createMergedLog, passedByAll } from "./merged-log.ts";
import { createPartitionStandings } from "./partition-standings.ts";
import { createRedisClient, type RedisAccess } from "./redis-client.ts";
import { rewriteMessages } from "./rewrite-messages.ts";

export interface PartitionOptions {
  /** Tells instances on the same engines apart. */
  namespace: string;
  partition: number;
  /** Fixed for the life of an instance. */
  partitions: number;
  jetstream: JetStreamAddress;
  redis: RedisAccess;
  shardCount?: number;
  replicas: 1 | 3;
  redoBytes?: number;
  patienceMs?: number;
  onReplaced?: () => void;
  /** The state has lost what the log does not keep whole any more: this partition cannot go on before it is restored. */
  onStateLost?: () => void;
}

export interface OpenPartition extends PartitionStore {
  /** All partitions', as far as every one has passed. */
  merged: EventLog;
  /** What stands in the way of what waits to be written; null: nothing. */
  trouble(): string | null;
  close(): Promise<void>;
}

/**
 * One of several partitions over JetStream and Redis. **The node that opens it last is its writer**, as with `openClusterStores`: brings into Redis first what
 * the partition's log has beyond it.
 */
export async function openPartition(options: PartitionOptions): Promise<OpenPartition> {
  const { namespace, partition, partitions, replicas, redoBytes = 64 * 1024 ** 2, patienceMs = 15_000 } = options;
  const link = await openJetStream(options.jetstream);
  const redis = createRedisClient(options.redis);
  const { shardCount } = options;
  const keys = createKeySpace({ instance: namespace, ...(shardCount === undefined ? {} : { shardCount }) });
  const applier = createWriteApplier(redis, keys, () => {});
  let leaving: readonly PartitionLetter[] = [];
  /** Of what is leaving, by receiver. */
  let mail = new Map<number, Mail>();
  let standing: PartitionStanding | null = null;

  /** Said when a commit has landed, and kept nowhere: what was not heard is found by looking. */
  const mailFor = (to: number) => `${namespace}-mail.${to}`;

  function partsOf(which: number) {
    const streams = logStreams(namespace, which);
    const long = createLongMessages(link, streams, patienceMs);
    return { link, streams, long, reader: createLogReader(link, streams, long) };
  }

  const mine = partsOf(partition);
  const room = { replicas, redoBytes };
  const everybody = Array.from({ length: partitions }, (_, which) => (which === partition ? mine : partsOf(which)));
  // One behind the other: streams that are all made at once are without leaders for longer than a request waits.
  for (const { streams } of everybody) {
    await ensureLogStreams(link.manager, streams, room);
    await ensureLetterStream(link, streams, replicas);
  }
  const inboxes = everybody.map((theirs) => openInbox({ ...theirs, to: partition }));
  const tail = createLogTail(30_000, 32 * 1024 ** 2);
  const commits = await openCommitLog({
    ...mine,
    writerId: randomUUID(),
    patienceMs,
    async beforeCommit(commit) {
      mail = await publishLetters({ ...mine, patienceMs }, leaving, commit);
    },
    onLanded() {
      if (link.connection.isClosed() || link.connection.isDraining()) return;
      for (const [to, theirs] of mail) link.connection.publish(mailFor(to), encode(theirs));
    },
    ...(options.onReplaced === undefined ? {} : { onReplaced: options.onReplaced }),
  });
  const committed = await createCommittedState({
    commits,
    applier: {
      apply: (sequence, writes) => applier.apply(partition, sequence, writes),
      resumeFrom: () => applier.resumeFrom(partition),
      lostFrom: (error) => (error instanceof StateBehind ? error.from : null),
    },
    entriesAt: (offsets) => log.at(offsets),
    rewrite: (rewritten) => rewriteMessages(mine, rewritten),
    async giveUpTo() {
      options.onStateLost?.();
      throw new AttuneError(
        "internal",
        `What Redis lacks of partition ${partition} is not in its log any more: where all of Redis is lost, the node that starts next restores it from the logs; where a part is, restore Redis from its copy.`,
      );
    },
    tail,
  });

  const offsetsOf = async (profileId: string) => {
    const key = keys.inShard(keys.shardOf(profileId), `e:${profileId}`);
    return (await redis.call<string[]>("ZRANGE", key, 0, -1)).map(Number);
  };
  const log = createClusterEventLog(mine.reader, { head: async () => committed.visibleHead(), offsetsOf, tail });
  const standings = await createPartitionStandings({
    ...{ partition, applier },
    readers: everybody.map(({ reader }) => reader),
  });
  const logs = everybody.map(({ reader }, which) =>
    which === partition
      ? log
      : createClusterEventLog(reader, { head: () => applier.head(which), offsetsOf, tail: createLogTail(0, 0) }),
  );
  const followed = everybody.map(({ reader }, which) => createFollowedLog(reader, logs[which]!));
  let readable: readonly PartitionStanding[] = [];
  const followedLogs = logs.map(
    (theirs, which): EventLog =>
      which === partition
        ? theirs
        : { ...theirs, read: (from, limit) => followed[which]!.read(from, limit, readable[which]?.rewrote ?? 0) },
  );
  /** As far as this process knows it to have got. */
  let reached = 0;

  function noteLost({ tick }: PartitionStanding): boolean {
    const isLost = tick === 0 && reached > 0;
    if (isLost) options.onStateLost?.();
    return isLost;
  }

  async function standingInState(): Promise<PartitionStanding> {
    const now = await standings.of(partition);
    if (!noteLost(now)) return now;
    throw new AttuneError("storage-unavailable", "Redis has lost what it had: it is restored before anybody goes on", {
      retryAfterSeconds: 5,
    });
  }

  async function endOfMerged(): Promise<number> {
    const all = await standings.readable();
    readable = all;
    return passedByAll(all);
  }

  return {
    partition,
    partitions,
    ...createKinReads(redis, keys, partition),
    merged: createMergedLog(followedLogs, endOfMerged, offsetsOf),
    committed: createMergedLog(logs, async () => Number.MAX_SAFE_INTEGER, offsetsOf),
    trouble: committed.trouble,
    async standing() {
      await committed.settled();
      standing ??= await standingInState();
      reached = Math.max(reached, standing.tick);
      standings.canBeRead(standing);
      return standing;
    },
    async commit(writes) {
      // What was read before may have been read of a state that has nothing any more: nobody would be who they are.
      await standingInState();
      leaving = writes.letters;
      // What became of a commit without an answer is found out before the next, and read anew.
      standing = null;
      await committed.commit(writeSetOf(writes, partition, partitions));
      standing = writes.standing;
      reached = Math.max(reached, standing.tick);
      standings.canBeRead(writes.standing);
    },
    async letters({ received }, limit, look) {
      const found = inboxes.map((inbox, from) => (from === partition ? [] : inbox.read(received[from]!, limit, look)));
      return (await Promise.all(found)).flat();
    },
    async nextQuarantineId() {
      return Number((await redis.call<string | null>("GET", keys.inPlace("quarantine", "last"))) ?? 0) + 1;
    },
    async standings() {
      const all = await standings.all();
      noteLost(all[partition]!);
      return all;
    },
    async untilAllStandAt(tick) {
      const giveUpAt = performance.now() + patienceForOthersMs;
      while ((await standings.all()).some((one) => one.tick < tick)) {
        if (performance.now() > giveUpAt)
          throw new AttuneError("storage-unavailable", "a partition does not come after the others for now", {
            retryAfterSeconds: 2,
          });
        await pause(lookAgainMs);
      }
    },
    async forgetApplied({ received }) {
      await committed.forgetApplied();
      await Promise.all(inboxes.map((inbox, from) => (from === partition ? undefined : inbox.forget(received[from]!))));
    },
    onLetters(listener) {
      link.connection.subscribe(mailFor(partition), {
        callback(error, { data }) {
          if (error !== null) return;
          // Nodes of earlier releases say only that something came: it is found at the next look.
          const said = data.length === 0 ? null : decode<Mail>(Buffer.from(data));
          if (said !== null) inboxes[said.from]?.hear(said);
          listener();
        },
      });
    },
    log,
    async close() {
      await committed.close();
      await link.close();
      await redis.close();
    },
  };
}

/** A partition that is idle passes ticks five times a second. */
const patienceForOthersMs = 3_000;
const lookAgainMs = 20;

function writeSetOf(
  {
    standing,
    entries,
    rewritten,
    profiles,
    identities,
    pointers,
    kin,
    members,
    quarantined,
    released,
  }: PartitionWrites,
  partition: number,
  partitions: number,
): ClusterWriteSet {
  const kept = (until: number) => (until === Number.POSITIVE_INFINITY ? neverForgotten : until);
  const changes: KinWrites = {
    standing,
    version: standing.tick * partitions + partition,
    pointers: [...pointers],
    heads: [...kin].map(([born, head]) => [born, head === null ? null : plainHead(head)]),
    places: [...members].map(([born, { places }]) => [born, [...places]]),
    orders: [...rewritten].flatMap(([offset, { order }]) => (order > 0 ? [[offset, order] as [number, number]] : [])),
    seen: [...members].map(([born, { seen }]) => [born, [...seen].map(([key, until]) => [key, kept(until)])]),
  };
  const changed = [...rewritten.values()].map(({ entry }) => entry);
  return {
    ...writeSet({ entries, rewritten: changed, profiles, identities, quarantined, released }),
    disowned: [],
    kin: changes,
  };
}
