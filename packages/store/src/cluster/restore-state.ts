import { randomUUID } from "node:crypto";
import type { EventLog } from "@attune/engine/ports/event-log";
import type { PartitionLetter, PartitionStanding } from "@attune/engine/ports/partition-store";
import type { PeopleAnew } from "@attune/engine/ports/partitions";
import { AttuneError, hasCode } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import { createLogTail } from "../embedded/log-tail.ts";
import { createWriteApplier } from "./apply-writes.ts";
import { clearKin } from "./clear-kin.ts";
import { openClusterState } from "./cluster-state.ts";
import { type CommitLog, openCommitLog } from "./commit-log.ts";
import { createClusterEventLog } from "./event-log.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { createKeySpace } from "./key-space.ts";
import { openInbox } from "./letter-stream.ts";
import type { LiveReads } from "./live-reads.ts";
import { createLogReader, type LogReader } from "./log-reader.ts";
import { logStreams } from "./log-streams.ts";
import { createLongMessages } from "./long-messages.ts";
import { restoringKey } from "./lost-state.ts";
import { createMergedLog } from "./merged-log.ts";
import { createRedisClient, type RedisAccess } from "./redis-client.ts";
import { createReplicaWait } from "./replica-wait.ts";
import { type KinChanges, putKin, putOrders, putPeople } from "./restored-values.ts";
import { rewriteMessages } from "./rewrite-messages.ts";

/** An instance of several partitions whose Redis has lost everything: what its logs still say, and Redis as it is filled again. */
export interface StateToRestore {
  /** All logs as they are committed. */
  log: Pick<EventLog, "head" | "read" | "at">;
  /** Where each partition stood with its last commit. */
  standings: readonly PartitionStanding[];
  /** Committed and not taken in, each sender's in order. Their receivers take them in when the state is there. */
  letters: PartitionLetter[];
  /** Orders that changed entries lately: offset of the entry → the order. */
  orders: ReadonlyMap<Offset, Offset>;
  people: Pick<LiveReads, "load" | "profile" | "owners" | "own">;
  /** What is put in may be put in again. Rejects `conflict` where another process has begun to restore. */
  putPeople(people: PeopleAnew): Promise<void>;
  putKin(partition: number, changes: KinChanges): Promise<void>;
  putOrders(orders: ReadonlyMap<Offset, Offset>): Promise<void>;
  /** All of it is there: the partitions go on from here. */
  finish(standings: readonly PartitionStanding[]): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  link: JetStreamLink;
  namespace: string;
  partitions: number;
  redis: RedisAccess;
  shardCount?: number;
}

const patienceMs = 15_000;

interface Partition {
  commits: CommitLog;
  reader: LogReader;
  standing: PartitionStanding;
  /** Offset of its newest entry, or the last that none can have any more. */
  head: Offset;
}

/**
 * Whoever writes a partition is refused by its log from now on. Empties Redis of people and kin, so that a restoration that was cut short begins anew, and
 * brings to its end what the logs had not changed in place yet. Throws `internal` where a log was last written by a release that did not say where its partition stands.
 */
export async function openStateToRestore({ link, namespace, partitions, ...access }: Options): Promise<StateToRestore> {
  const shards = access.shardCount === undefined ? {} : { shardCount: access.shardCount };
  const keys = createKeySpace({ instance: namespace, ...shards });
  const redis = createRedisClient(access.redis);
  const state = openClusterState({ redis: access.redis, instance: namespace, staleMs: 0, ...shards });
  const me = randomUUID();
  const orders = new Map<Offset, Offset>();

  async function requireMine(): Promise<void> {
    if ((await redis.call<string | null>("GET", restoringKey(keys))) === me) return;
    throw new AttuneError("conflict", "another node has begun to restore the state");
  }

  async function openOne(partition: number): Promise<Partition> {
    const streams = logStreams(namespace, partition);
    const long = createLongMessages(link, streams, patienceMs);
    const reader = createLogReader(link, streams, long);
    const commits = await openCommitLog({ link, streams, reader, long, writerId: me, patienceMs });
    const changed = await lastChanges(commits);
    for (const { rewritten, kin } of changed) {
      await rewriteMessages({ link, streams, reader, long }, rewritten);
      for (const [entry, order] of kin?.orders ?? []) orders.set(entry, order);
    }
    const head = commits.nextOffset() - 1;
    return { commits, reader, head, standing: await standingIn(reader, partition, partitions) };
  }

  async function close(): Promise<void> {
    await state.close();
    await redis.close();
  }

  try {
    await redis.call("SET", restoringKey(keys), me);
    await state.reads.clear();
    await clearKin(redis, keys);
    const all: Partition[] = [];
    for (let partition = 0; partition < partitions; partition++) all.push(await openOne(partition));
    const log = createMergedLog(
      all.map(({ reader, head }) =>
        createClusterEventLog(reader, {
          head: async () => head,
          offsetsOf: state.reads.offsetsOf,
          tail: createLogTail(0, 0),
        }),
      ),
      async () => Number.MAX_SAFE_INTEGER,
      state.reads.offsetsOf,
    );
    return {
      log,
      standings: all.map(({ standing }) => standing),
      letters: await lettersUnderWay(all, { link, namespace }),
      orders,
      people: state.reads,
      async putPeople(people) {
        await requireMine();
        await putPeople(redis, keys, people);
      },
      async putKin(partition, changes) {
        await requireMine();
        await putKin(redis, keys, partition, changes);
      },
      putOrders: (some) => putOrders(redis, keys, some),
      async finish(standings) {
        await requireMine();
        const { giveUpTo } = createWriteApplier(redis, keys, () => {});
        for (const [partition, { commits, head }] of all.entries())
          await giveUpTo(partition, commits.lastSequence(), { standing: standings[partition]!, head });
        await createReplicaWait(redis)();
        await redis.call("DEL", restoringKey(keys));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only the last commit of a log can be without what follows from it; the others tell which orders changed entries lately. */
const mostLookedAt = 2_000;

/** What the last write sets that are kept whole change in place, and say of kin. Ascending. */
async function lastChanges(commits: CommitLog) {
  const found: Array<Pick<Awaited<ReturnType<CommitLog["writeSet"]>>, "rewritten" | "kin">> = [];
  const last = commits.lastSequence();
  for (let sequence = last; sequence >= Math.max(1, last - mostLookedAt); sequence--) {
    const writes = await commits.writeSet(sequence).catch((error) => {
      if (hasCode(error, "internal")) return null;
      throw error;
    });
    if (writes === null) break;
    const { rewritten, kin } = writes;
    if (rewritten.length > 0) found.unshift({ rewritten, ...(kin === undefined ? {} : { kin }) });
  }
  return found;
}

/** As its last commit says; behind it lie only empty messages of who came to write. */
async function standingIn(reader: LogReader, partition: number, partitions: number): Promise<PartitionStanding> {
  for (let sequence = await reader.lastSequence(); sequence >= 1; sequence--) {
    const message = await reader.message(sequence);
    if (message?.standing !== undefined) return message.standing;
    if (message !== undefined && message.redo.length > 0)
      throw new AttuneError(
        "internal",
        `The state of partition ${partition} is lost, and its log does not say where it stood: it was last written by an earlier release. Restore Redis from its copy.`,
      );
  }
  const none = new Array<number>(partitions).fill(0);
  return { tick: 0, received: none, sent: none, orders: [] };
}

async function lettersUnderWay(
  all: readonly Partition[],
  { link, namespace }: { link: JetStreamLink; namespace: string },
): Promise<PartitionLetter[]> {
  const found: PartitionLetter[] = [];
  for (const [from, { reader, standing }] of all.entries())
    for (const [to, receiver] of all.entries()) {
      const [taken, sent] = [receiver.standing.received[from]!, standing.sent[to]!];
      if (from === to || sent === taken) continue;
      const streams = logStreams(namespace, from);
      const inbox = openInbox({ link, streams, reader, long: createLongMessages(link, streams, patienceMs), to });
      const letters = await inbox.read(taken, sent - taken, true);
      if (letters.at(-1)?.number !== sent)
        throw new AttuneError(
          "internal",
          `Letters from partition ${from} to ${to} are lost: ${taken + 1} to ${sent} should lie in ${streams.letters}. Restore JetStream and Redis from their copies.`,
        );
      found.push(...letters);
    }
  return found;
}
