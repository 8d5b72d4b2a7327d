import { setTimeout as pause } from "node:timers/promises";
import type { LiveState } from "@attune/engine/ports/live-state";
import { AttuneError, hasCode } from "@attune/model/errors";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { WriteSet } from "@attune/model/write-set";
import type { LogTail } from "../embedded/log-tail.ts";
import { requireRising } from "../require-rising.ts";
import type { ClusterWriteSet } from "./cluster-write-set.ts";
import type { CommitLog } from "./commit-log.ts";
import { isUnavailable } from "./engine-trouble.ts";

/** Where write sets are applied. See README.md for the protocol. */
export interface StateApplier {
  apply(sequence: number, writes: ClusterWriteSet): Promise<void>;
  /** From this sequence on the log is to be applied (again). */
  resumeFrom(): Promise<number>;
  /** The sequence to go back to, where an error says that the state lost what it had. */
  lostFrom(error: unknown): number | null;
}

export interface CommittedStateParts {
  commits: CommitLog;
  applier: StateApplier;
  /** Entries at these offsets, as they are before a rewrite. */
  entriesAt(offsets: number[]): Promise<LogEntry[]>;
  rewrite(rewritten: LogEntry[]): Promise<void>;
  /** The state lacks what the log does not keep whole any more: it is to be rebuilt from the entries, and counts as having got to this sequence. */
  giveUpTo(sequence: number): Promise<void>;
  tail: LogTail;
}

/** The writing half of `LiveState`, and what its `load` is to wait for and say. */
export interface CommittedState {
  commit: LiveState["commit"];
  /** Resolves with the offset that the next entry gets, when all that was committed is in the state. */
  nextOffset(): Promise<number>;
  /** Resolves when everything that was begun before the call is in the state. */
  settled(): Promise<void>;
  /** Drops all write sets that were kept whole: the state has them. */
  forgetApplied(): Promise<void>;
  /** Offset of the newest entry whose write set is in the state: the log shows none beyond it, so that nobody looks at people too early. */
  visibleHead(): Offset;
  /** What stands in the way of what waits to be written; null: nothing. */
  trouble(): string | null;
  /** Refuses what comes later, and gives up what waits. */
  close(): Promise<void>;
}

const retryMs = 100;
/** So long at least write sets are kept whole after the state has them: a master of Redis may fail before its replica has what it was given last. */
const keptWholeMs = 60_000;

/** A partition's state as its writer changes it: into the log, and from there into the state, in order. Applies at once what the state lacks. */
export async function createCommittedState(parts: CommittedStateParts): Promise<CommittedState> {
  const { commits, applier, tail } = parts;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  let committing = 0;
  /** In the log, and not yet in the state. */
  let unapplied: { sequence: number; writes: ClusterWriteSet } | null = null;
  let mark = { sequence: commits.lastSequence(), at: performance.now() };
  let visible: Offset = 0;
  let trouble: string | null = null;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }

  /** What was left in between is brought to its end. */
  async function catchUp(): Promise<void> {
    unapplied ??= await commits.settle();
    if (unapplied === null) return;
    await apply(unapplied.sequence, unapplied.writes);
    unapplied = null;
    visible = commits.nextOffset() - 1;
  }

  /** Never gives up while this node works: the write set is committed, and everybody after it waits for it. */
  async function apply(sequence: number, writes: ClusterWriteSet): Promise<void> {
    for (;;) {
      try {
        if (writes.rewritten.length > 0) await parts.rewrite(writes.rewritten);
        await applier.apply(sequence, writes);
        trouble = null;
        return;
      } catch (error) {
        if (closed) throw stopping();
        trouble = toldOf(error);
        const from = applier.lostFrom(error);
        if (from !== null) await applyLog(from, sequence - 1);
        else if (isUnavailable(error)) await pause(retryMs);
        else throw error;
      }
    }
  }

  async function applyLog(from: number, to: number): Promise<void> {
    for (let sequence = Math.max(1, from); sequence <= to; sequence++) {
      const writes = await keptWriteSet(sequence);
      if (writes === null) return parts.giveUpTo(to);
      await apply(sequence, writes);
    }
  }

  /** Null where it was dropped, because the state had it once. */
  async function keptWriteSet(sequence: number): Promise<ClusterWriteSet | null> {
    try {
      return await commits.writeSet(sequence);
    } catch (error) {
      if (hasCode(error, "internal")) return null;
      throw error;
    }
  }

  async function disownedBy({ rewritten }: WriteSet): Promise<ClusterWriteSet["disowned"]> {
    if (rewritten.length === 0) return [];
    const before = await parts.entriesAt(rewritten.map(({ offset }) => offset));
    return before.flatMap((entry) =>
      entry.kind === "event" || entry.kind === "decision" ? [[entry.profileId, entry.offset] as [string, number]] : [],
    );
  }

  async function dropApplied(sequence: number): Promise<void> {
    if (performance.now() - mark.at < keptWholeMs) return;
    const { sequence: before } = mark;
    mark = { sequence, at: performance.now() };
    await commits.forgetBefore(Math.min(before, await applier.resumeFrom()));
  }

  await applyLog(await applier.resumeFrom(), commits.lastSequence());
  visible = commits.nextOffset() - 1;

  return {
    commit(writes) {
      committing += 1;
      return inTurn(async () => {
        if (closed) throw stopping();
        await catchUp();
        const before = commits.nextOffset() - 1;
        requireRising(writes, before);
        const whole = { ...writes, disowned: await disownedBy(writes) };
        const sequence = await commits.append(whole).catch((error) => {
          trouble = toldOf(error);
          throw error;
        });
        unapplied = { sequence, writes: whole };
        await catchUp();
        if (writes.rewritten.length > 0) tail.forget();
        else
          tail.add(
            writes.entries,
            before,
            writes.entries.map(() => assumedBytes),
          );
        // Room, not truth: it is tried again with a later write.
        await dropApplied(sequence).catch(() => {});
      }).finally(() => {
        committing -= 1;
      });
    },
    // While one group is being written the next is folded over it; what the state lacks of it, the folding writer knows.
    nextOffset: async () =>
      committing > 0
        ? commits.nextOffset()
        : inTurn(async () => {
            await catchUp();
            return commits.nextOffset();
          }),
    visibleHead: () => visible,
    trouble: () => trouble,
    settled: () => inTurn(catchUp),
    forgetApplied: () =>
      inTurn(async () => {
        await catchUp();
        await commits.forgetBefore(null);
      }),
    async close() {
      closed = true;
      await queue;
    },
  };
}

/** What an entry takes in the tail, about. */
const assumedBytes = 700;

const toldOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function stopping(): AttuneError {
  return new AttuneError("stopping", "this node gives the partition up", { retryAfterSeconds: 2 });
}
