import { randomUUID } from "node:crypto";
import type { Analytics } from "@attune/engine/ports/analytics";
import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError } from "@attune/model/errors";
import { createLogTail } from "../embedded/log-tail.ts";
import { StateBehind } from "./apply-writes.ts";
import { type ClusterState, openClusterState } from "./cluster-state.ts";
import { openCommitLog } from "./commit-log.ts";
import { createCommittedState } from "./committed-state.ts";
import { openClusterDefinitionStore } from "./definition-store.ts";
import { createClusterEventLog } from "./event-log.ts";
import { openFileShelf } from "./file-shelf.ts";
import { type JetStreamAddress, type JetStreamLink, openJetStream } from "./jetstream-link.ts";
import { logHealth } from "./log-health.ts";
import { createLogReader } from "./log-reader.ts";
import { ensureLogStreams, logStreams } from "./log-streams.ts";
import { createLongMessages } from "./long-messages.ts";
import type { RedisAccess } from "./redis-client.ts";
import { rewriteMessages } from "./rewrite-messages.ts";

export interface ClusterOptions {
  /** Tells instances on the same engines apart. Letters, digits and dashes. */
  namespace: string;
  jetstream: JetStreamAddress;
  redis: RedisAccess;
  analytics: Analytics;
  /** Shards of the state; fixed for the life of an instance. */
  shardCount?: number;
  /** Replicas of the streams: 3, or 1 where a single server runs. */
  replicas: 1 | 3;
  /** Room for write sets that the state does not have yet, which JetStream sets aside. Default 256 MiB. */
  redoBytes?: number;
  /** What the log may hold; absent: as much as the servers have. */
  logBytes?: number;
  /** The longest message to the log; what is longer goes in parts. Default, and at most, what the servers take. */
  messageBytes?: number;
  /** How long a lost leader is waited for. Default 15 s: JetStream takes about 5 s. */
  patienceMs?: number;
  /** Another node has become the writer: nothing that this one commits is taken any more. */
  onReplaced?: () => void;
}

/** Enough for the projector to follow without reading back, while it keeps up. */
const tailEntries = 30_000;
const tailBytes = 32 * 1024 ** 2;
/** A group of a thousand people takes about 5 MB; normally one or two are kept. */
const defaultRedoBytes = 256 * 1024 ** 2;
/** Entries whose owners are written down again at once, in a rebuild. */
const ownedAtOnce = 2_000;
/** All of the log so far lies in one; the layout has room for more. */
const partition = 0;

/**
 * All stores over JetStream, Redis Cluster and ClickHouse. **The node that opens them last is the writer**: whoever wrote before is refused by the
 * log from then on. Brings into Redis first what the log has beyond it.
 */
export async function openClusterStores(options: ClusterOptions): Promise<Stores> {
  const opened = await openJetStream(options.jetstream);
  const link = { ...opened, maxPayloadBytes: Math.min(opened.maxPayloadBytes, options.messageBytes ?? Infinity) };
  const state = openClusterState({
    redis: options.redis,
    instance: options.namespace,
    loadStaleMs: Number.POSITIVE_INFINITY,
    ...(options.shardCount === undefined ? {} : { shardCount: options.shardCount }),
  });
  try {
    return await openOver(options, link, state);
  } catch (error) {
    await Promise.all([link.close(), state.close()]);
    throw error;
  }
}

async function openOver(options: ClusterOptions, link: JetStreamLink, state: ClusterState): Promise<Stores> {
  const { namespace, replicas, analytics, patienceMs = 15_000, redoBytes = defaultRedoBytes } = options;
  const writerId = randomUUID();
  const replaced = options.onReplaced === undefined ? {} : { onReplaced: options.onReplaced };
  const logRoom = options.logBytes === undefined ? {} : { logBytes: options.logBytes };
  const streams = logStreams(namespace, partition);
  const [definitions] = await Promise.all([
    openClusterDefinitionStore({ link, namespace, replicas, writerId, patienceMs }),
    ensureLogStreams(link.manager, streams, { replicas, redoBytes, ...logRoom }),
  ]);
  const long = createLongMessages(link, streams, patienceMs);
  const reader = createLogReader(link, streams, long);
  const commits = await openCommitLog({ link, streams, reader, long, writerId, patienceMs, ...replaced });
  const tail = createLogTail(tailEntries, tailBytes);
  const { reads, writes } = state;
  const log = createClusterEventLog(reader, {
    head: async () => committed.visibleHead(),
    offsetsOf: reads.offsetsOf,
    tail,
  });
  let isOpen = false;
  const committed = await createCommittedState({
    commits,
    applier: {
      apply: (sequence, changes) => writes.apply(partition, sequence, changes),
      resumeFrom: () => writes.resumeFrom(partition),
      lostFrom: (error) => (error instanceof StateBehind ? error.from : null),
    },
    entriesAt: (offsets) => log.at(offsets),
    rewrite: (rewritten) => rewriteMessages({ link, streams, reader, long }, rewritten),
    async giveUpTo(sequence) {
      // An engine that opens on these stores replays the log first; one that runs is to be opened anew.
      await definitions.put("setting", [["replaying", true]]);
      await writes.giveUpTo(partition, sequence);
      if (isOpen) options.onReplaced?.();
    },
    tail,
  });
  const files = openFileShelf({ link, namespace, replicas, definitions });
  isOpen = true;
  return {
    log,
    state: {
      ...reads,
      async load(identifiers, messageKeys) {
        const nextOffset = await committed.nextOffset();
        const view = await reads.load(identifiers, messageKeys);
        return { ...view, nextOffset };
      },
      commit: committed.commit,
      async forgetSeen(now) {
        await committed.settled();
        return reads.forgetSeen(now);
      },
      async rebuild(fill) {
        await reads.clear();
        let done = 0;
        while (done < committed.visibleHead()) {
          const entries = await log.read(done + 1, ownedAtOnce);
          await reads.own(entries);
          done = entries.at(-1)!.offset;
        }
        await fill();
      },
    },
    quarantine: state.quarantine,
    definitions,
    scores: state.scores,
    memberships: state.memberships,
    journeys: state.journeys,
    promises: state.promises,
    files,
    analytics,
    health: () => logHealth(link, streams, committed.trouble()),
    async backup() {
      throw new AttuneError("bad-request", "A cluster is copied with its engines' own means: see docs/cluster.md.");
    },
    async purge() {
      await committed.forgetApplied();
      await analytics.purge();
    },
    async close() {
      await committed.close();
      await definitions.close();
      await analytics.close();
      await link.close();
      await state.close();
    },
  };
}
