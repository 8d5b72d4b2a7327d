import type { PartitionLetter } from "@attune/engine/ports/partition-store";
import type { StoredMsg } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import { decode, encode } from "../encode.ts";
import { asUnavailable, unavailable } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { LogReader } from "./log-reader.ts";
import { ensureStream, type LogStreams } from "./log-streams.ts";
import type { LongMessages } from "./long-messages.ts";
import { persistently } from "./persistently.ts";

/** The commit that a letter belongs to: without it the letter counts for nothing. */
interface Commit {
  messageId: string;
  /** In the sender's log. */
  sequence: number;
}

const commitHeader = "Attune-Commit";

/** The letters that partitions send each other: published before the commit that they are part of, dropped when their receiver's log has what came of them. */
export async function ensureLetterStream(
  { manager }: JetStreamLink,
  { letters }: LogStreams,
  replicas: number,
): Promise<void> {
  await ensureStream(manager, { name: letters, subjects: [`${letters}.*`], num_replicas: replicas });
}

interface Outbox {
  link: JetStreamLink;
  streams: LogStreams;
  long: LongMessages;
  patienceMs: number;
}

/** Those of one commit to one partition are one message, in the order of their numbers. */
export async function publishLetters(
  { link, streams, long, patienceMs }: Outbox,
  letters: readonly PartitionLetter[],
  commit: Commit,
): Promise<void> {
  const published = [...new Set(letters.map(({ to }) => to))].map(async (to) => {
    const theirs = letters.filter((letter) => letter.to === to);
    const msgID = `${commit.messageId}-letters-${to}`;
    const marks = headers();
    marks.set(commitHeader, `${commit.sequence} ${commit.messageId}`);
    const message = await long.shorten({ data: encode(theirs), headers: marks }, msgID);
    const subject = `${streams.letters}.${to}`;
    await persistently(
      () => link.client.publish(subject, message.data, { headers: message.headers, msgID }),
      patienceMs,
    );
  });
  await Promise.all(published).catch((error) => {
    throw unavailable("JetStream", error);
  });
}

/**
 * One partition's letters to another: those behind a number, in order, commit by commit until they are so many. What was published and never committed is passed
 * over; what lies at or before the number is dropped from the stream.
 */
export interface Inbox {
  read(after: number, limit: number): Promise<PartitionLetter[]>;
  /** Drops everything up to this number now. */
  forget(upTo: number): Promise<void>;
}

/** A purge costs as much for one letter as for many. */
const forgetAtOnce = 200;

interface InboxParts {
  link: JetStreamLink;
  /** The sender's. */
  streams: LogStreams;
  reader: LogReader;
  long: LongMessages;
  to: number;
}

export function openInbox({ link, streams, reader, long, to }: InboxParts): Inbox {
  const subject = `${streams.letters}.${to}`;
  /** In the sender's stream; everything before is taken in, or was never committed. */
  let cursor = 1;
  let forgotten = 1;
  /** Passed over, and not dropped yet. */
  let passed: StoredMsg[] = [];

  const messageFrom = (seq: number) =>
    asUnavailable("JetStream", () =>
      link.manager.streams.getMessage(streams.letters, { seq, next_by_subj: subject } as { seq: number }),
    );

  /** Null: it may land yet. What has landed stays. */
  async function isCommitted({ messageId, sequence }: Commit): Promise<boolean | null> {
    const landed = await reader.messageIdAt(sequence);
    return landed === undefined ? null : landed === messageId;
  }

  async function dropPassed(): Promise<void> {
    for (const stored of passed) await asUnavailable("JetStream", () => long.eraseParts(stored));
    passed = [];
    const before = { filter: subject, seq: cursor };
    await asUnavailable("JetStream", () => link.manager.streams.purge(streams.letters, before));
    forgotten = cursor;
  }

  async function read(after: number, limit: number): Promise<PartitionLetter[]> {
    const found: PartitionLetter[] = [];
    for (let seq = cursor; found.length < limit; ) {
      const stored = await messageFrom(seq);
      if (stored === null) break;
      seq = stored.seq + 1;
      const [sequence, messageId] = stored.header.get(commitHeader).split(" ");
      const committed = await isCommitted({ sequence: Number(sequence), messageId: messageId! });
      if (committed === null) break;
      const letters = committed ? decode<PartitionLetter[]>(await long.dataOf(stored)) : [];
      const next = after + found.length + 1;
      const news = letters.filter(({ number }) => number >= next);
      if (news.length > 0 && news[0]!.number > next) break;
      found.push(...news);
      if (found.length > 0) continue;
      cursor = seq;
      passed.push({ ...stored, data: new Uint8Array(0) } as StoredMsg);
    }
    if (cursor - forgotten >= forgetAtOnce) await dropPassed();
    return found;
  }

  return {
    read,
    async forget(upTo) {
      // Reading one more passes over all before it.
      await read(upTo, 1);
      await dropPassed();
    },
  };
}
