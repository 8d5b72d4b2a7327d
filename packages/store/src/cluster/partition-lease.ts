import { setTimeout as pause } from "node:timers/promises";
import { decode, encode } from "../encode.ts";
import { asUnavailable } from "./engine-trouble.ts";
import { isWrongSequence } from "./is-wrong-sequence.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream } from "./log-streams.ts";

/** Who writes a partition at present. */
export interface LeaseHolder {
  nodeId: string;
  /** Where other nodes reach it: the base of its HTTP API. */
  url: string;
}

/**
 * Which node of several writes a partition: the one whose word is the newest in a stream of one message. A node that says nothing for `leaseMs` is
 * replaced. This decides who tries; that only one succeeds is the log's own doing (`expectLastSequence`), so no clock has to be right.
 */
export interface PartitionLease {
  isMine(): boolean;
  /** Whom this node last heard of; null: nobody, or nobody any more. */
  holder(): LeaseHolder | null;
  /** Gives it back and goes on asking, as reluctantly as it says. */
  release(): Promise<void>;
  /** Gives it back, so that another node need not wait; stops asking. */
  close(): Promise<void>;
}

interface LeaseParts {
  link: JetStreamLink;
  namespace: string;
  partition: number;
  replicas: number;
  /** Null: this node only hears who writes. */
  me: LeaseHolder | null;
  leaseMs: number;
  /** How much longer this node lets others go first, where nobody holds it; by what it has to do already. Absent: not at all. */
  reluctanceMs?: () => number;
  /** This node holds it now, or another does in its place. */
  onChange?: (isMine: boolean) => void;
}

interface Word extends LeaseHolder {
  released: boolean;
}

export async function openPartitionLease(parts: LeaseParts): Promise<PartitionLease> {
  const { link, namespace, partition, replicas, me, leaseMs } = parts;
  const stream = `${namespace}-lease-${partition}`;
  await ensureStream(link.manager, { name: stream, subjects: [stream], num_replicas: replicas, max_msgs: 1 });
  let heard: { sequence: number; word: Word | null; since: number } | null = null;
  let held = false;
  const closing = new AbortController();

  async function listen(): Promise<void> {
    const { sequence, word } = await newest();
    if (heard?.sequence !== sequence) heard = { sequence, word, since: performance.now() };
  }

  async function newest(): Promise<{ sequence: number; word: Word | null }> {
    return asUnavailable("JetStream", async () => {
      const { state } = await link.manager.streams.info(stream);
      const message =
        state.messages === 0 ? null : await link.manager.streams.getMessage(stream, { seq: state.last_seq });
      return { sequence: state.last_seq, word: message === null ? null : decode<Word>(Buffer.from(message.data)) };
    });
  }

  /** Whether it is this node's word now. Another's word in between refuses it. */
  async function say(me: LeaseHolder, released: boolean): Promise<boolean> {
    const sequence = heard?.sequence ?? 0;
    const word: Word = { ...me, released };
    try {
      const answer = await link.client.publish(stream, encode(word), { expect: { lastSequence: sequence } });
      heard = { sequence: answer.seq, word, since: performance.now() };
      return true;
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
      await listen();
      return heard?.word?.nodeId === me.nodeId && !heard.word.released;
    }
  }

  async function step(): Promise<void> {
    if (held && me !== null) {
      if (await say(me, false)) return;
      become(false);
      return;
    }
    await listen();
    if (me === null) return;
    const isFree = heard === null || heard.word === null || heard.word.released;
    const silentMs = heard === null ? 0 : performance.now() - heard.since;
    const reluctanceMs = parts.reluctanceMs?.() ?? 0;
    if (silentMs >= (isFree ? 0 : leaseMs) + reluctanceMs && (await say(me, false))) become(true);
  }

  function become(mine: boolean): void {
    held = mine;
    parts.onChange?.(mine);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await step().catch(() => {
        // Who could not listen cannot say that the other was silent.
        if (heard !== null && !held) heard.since = performance.now();
      });
      await pause(leaseMs / 4, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    isMine: () => held,
    holder: () => (heard?.word == null || heard.word.released ? null : heard.word),
    async release() {
      if (!held || me === null) return;
      held = false;
      // A word that was on its way comes before this one.
      for (let tries = 0; tries < 3 && heard?.word?.nodeId === me.nodeId && !heard.word.released; tries++)
        await say(me, true);
    },
    async close() {
      closing.abort();
      await running;
      if (held && me !== null) await say(me, true).catch(() => {});
    },
  };
}
