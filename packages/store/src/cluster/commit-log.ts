import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import { writeSet } from "@attune/model/write-set";
import { type ClusterWriteSet, decodeWriteSet, encodeWriteSet } from "./cluster-write-set.ts";
import { unavailable } from "./engine-trouble.ts";
import { type EntryMessage, toMessage } from "./entry-messages.ts";
import { isWrongSequence } from "./is-wrong-sequence.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { LogReader } from "./log-reader.ts";
import type { LogStreams } from "./log-streams.ts";
import { type LongMessages, publishParts, readParts } from "./long-messages.ts";
import { persistently } from "./persistently.ts";

/**
 * The writing end of one partition's log. Whoever opens it last is its writer: everybody before is refused by JetStream itself from then on.
 * One call at a time.
 */
export interface CommitLog {
  /** Offset that the next entry gets. */
  nextOffset(): Offset;
  /** Resolves with its sequence when the quorum has it. Rejects with `storage-unavailable` where it is not known whether it has: `settle` finds out. */
  append(writes: ClusterWriteSet): Promise<number>;
  /**
   * Finds out about what was left unknown, and rules out that it lands later. Returns its sequence and itself where it had landed;
   * null where nothing was, or it is not there and never will be.
   */
  settle(): Promise<{ sequence: number; writes: ClusterWriteSet } | null>;
  /** The write set of a sequence, as it is to be applied. */
  writeSet(sequence: number): Promise<ClusterWriteSet>;
  /** Write sets before this sequence need not be kept whole any more; null: none of them. */
  forgetBefore(sequence: number | null): Promise<void>;
  lastSequence(): number;
}

interface CommitLogParts {
  link: JetStreamLink;
  streams: LogStreams;
  reader: LogReader;
  long: LongMessages;
  /** Unique; names this writer's messages. */
  writerId: string;
  /** How long a lost leader is waited for before a write is given up. */
  patienceMs: number;
  /** Publishes what counts only where a commit lands: under this message id, at this sequence. */
  beforeCommit?: (commit: { messageId: string; sequence: number }) => Promise<void>;
  /** The commit that was prepared last has landed: nobody waits for the state to have it who need not. */
  onLanded?: () => void;
  /** Another node writes now: nothing of this one is taken any more. */
  onReplaced?: () => void;
}

export async function openCommitLog(parts: CommitLogParts): Promise<CommitLog> {
  const { link, streams, reader, long, writerId, patienceMs } = parts;
  let last = await fence();
  let appended = 0;
  /** Sent, and not known to have landed. */
  let unknown: { messageId: string; writes: ClusterWriteSet } | null = null;

  /** An empty message after the newest: what anybody sent before and that has not landed never will. */
  async function fence(): Promise<EntryMessage> {
    for (;;) {
      // Whoever opens a log may have just made it, or come after a writer whose servers went with it.
      const newest = await persistently(() => newestMessage(reader), patienceMs);
      const mine = emptyAfter(newest, `${writerId}-fence-${newest.sequence}`);
      const sequence = await publishAfter(newest.sequence, mine.messageId, toMessage(mine, []));
      if (sequence !== null) return { ...mine, sequence };
    }
  }

  /** Null where another message took the place. */
  async function publishAfter(
    sequence: number,
    messageId: string,
    { data, headers }: ReturnType<typeof toMessage>,
  ): Promise<number | null> {
    const expect = { lastSequence: sequence };
    const publish = () => link.client.publish(streams.log, data, { headers, msgID: messageId, expect });
    try {
      const { seq } = await persistently(publish, patienceMs);
      reader.acknowledged(seq);
      return seq === sequence + 1 ? seq : null;
    } catch (error) {
      if (!isWrongSequence(error)) throw unavailable("JetStream", error);
      // An earlier try may have landed, and its answer been lost. Something is there: the condition says so.
      reader.acknowledged(sequence + 1);
      const there = await reader.message(sequence + 1);
      return there?.messageId === messageId ? sequence + 1 : null;
    }
  }

  function refusedAsStale(): AttuneError {
    parts.onReplaced?.();
    return new AttuneError("conflict", `another node writes ${streams.log} now`);
  }

  return {
    nextOffset: () => last.to + 1,
    lastSequence: () => last.sequence,

    async append(writes) {
      if (unknown !== null) throw new AttuneError("conflict", "the write before is not settled");
      const messageId = `${writerId}-${appended++}`;
      const data = encodeWriteSet(writes);
      const redo = await publishParts(link, streams.redo, { data, messageId, patienceMs });
      await parts.beforeCommit?.({ messageId, sequence: last.sequence + 1 });
      const { from, to } = boundsOf(writes, last.to);
      const standing = writes.kin === undefined ? {} : { standing: writes.kin.standing };
      const label = { from, count: writes.entries.length, redo, ...standing };
      const message = await long.shorten(toMessage(label, writes.entries), messageId);
      unknown = { messageId, writes };
      const sequence = await publishAfter(last.sequence, messageId, message);
      unknown = null;
      if (sequence === null) throw refusedAsStale();
      last = { ...label, to, sequence, messageId, entries: [] };
      parts.onLanded?.();
      return sequence;
    },

    async settle() {
      if (unknown === null) return null;
      const { messageId, writes } = unknown;
      // An empty message in its place: what was sent and has not landed never will.
      const mine = emptyAfter(last, `${messageId}-settled`);
      const sequence = await publishAfter(last.sequence, mine.messageId, toMessage(mine, []));
      if (sequence !== null) {
        last = { ...mine, sequence };
        unknown = null;
        return null;
      }
      const there = await reader.message(last.sequence + 1);
      if (there?.messageId !== messageId) throw refusedAsStale();
      last = there;
      unknown = null;
      parts.onLanded?.();
      return { sequence: there.sequence, writes };
    },

    async writeSet(sequence) {
      const message = await reader.message(sequence);
      if (message === undefined) throw new AttuneError("internal", `${streams.log} has no message ${sequence}`);
      if (message.redo.length === 0) return emptyWriteSet();
      return decodeWriteSet(await readParts(link, streams.redo, message.redo), message.entries);
    },

    async forgetBefore(sequence) {
      const message = sequence === null ? undefined : await reader.message(sequence);
      const seq = message?.redo[0];
      if (sequence === null) await link.manager.streams.purge(streams.redo);
      else if (seq !== undefined) await link.manager.streams.purge(streams.redo, { seq });
    },
  };
}

function emptyAfter({ to }: EntryMessage, messageId: string): EntryMessage {
  return { sequence: 0, from: to + 1, to, count: 0, redo: [], entries: [], messageId };
}

function boundsOf({ entries }: ClusterWriteSet, before: Offset): { from: Offset; to: Offset } {
  return { from: entries[0]?.offset ?? before + 1, to: entries.at(-1)?.offset ?? before };
}

/** Of an empty log: a message 0 that holds nothing. */
async function newestMessage(reader: LogReader): Promise<EntryMessage> {
  const newest = await reader.message(await reader.lastSequence());
  return newest ?? { sequence: 0, from: 1, to: 0, count: 0, redo: [], entries: [], messageId: "" };
}

function emptyWriteSet(): ClusterWriteSet {
  return decodeWriteSet(encodeWriteSet(nothing), []);
}

const nothing: ClusterWriteSet = { ...writeSet({}), disowned: [] };
