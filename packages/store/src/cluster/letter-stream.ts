import type { PartitionLetter } from "@attune/engine/ports/partition-store";
import { AttuneError } from "@attune/model/errors";
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

/** One after the other, so that those to one partition lie in the order of their numbers. */
export async function publishLetters(
  { link, streams, long, patienceMs }: Outbox,
  letters: readonly PartitionLetter[],
  commit: Commit,
): Promise<void> {
  for (const letter of letters) {
    const msgID = `${commit.messageId}-letter-${letter.to}-${letter.number}`;
    const marks = headers();
    marks.set(commitHeader, `${commit.sequence} ${commit.messageId}`);
    const message = await long.shorten({ data: encode(letter), headers: marks }, msgID);
    const subject = `${streams.letters}.${letter.to}`;
    const publish = () => link.client.publish(subject, message.data, { headers: message.headers, msgID });
    await persistently(publish, patienceMs).catch((error) => {
      throw unavailable("JetStream", error);
    });
  }
}

/**
 * One partition's letters to another: those behind a number, in order, at most so many. What was published and never committed is passed over; what lies at or before the
 * number is dropped from the stream.
 */
export type ReadLetters = (after: number, limit: number) => Promise<PartitionLetter[]>;

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

export function openInbox({ link, streams, reader, long, to }: InboxParts): ReadLetters {
  const subject = `${streams.letters}.${to}`;
  /** In the sender's stream; everything before is taken in, or was never committed. */
  let cursor = 1;
  let forgotten = 1;
  /** The message of the sender's log that was looked at last. */
  let landed: Commit | null = null;

  const messageFrom = (seq: number) =>
    asUnavailable("JetStream", () =>
      link.manager.streams.getMessage(streams.letters, { seq, next_by_subj: subject } as { seq: number }),
    );

  /** Null: it may land yet. Letters of one commit lie together, and what has landed stays. */
  async function isCommitted({ messageId, sequence }: Commit): Promise<boolean | null> {
    if (landed?.sequence !== sequence) {
      if ((await reader.lastSequence()) < sequence) return null;
      const there = await reader.message(sequence);
      if (there === undefined) throw new AttuneError("storage-unavailable", `${streams.log} has not ${sequence} yet`);
      landed = there;
    }
    return landed.messageId === messageId;
  }

  async function forget(): Promise<void> {
    if (cursor - forgotten < forgetAtOnce) return;
    const before = { filter: subject, seq: cursor };
    await asUnavailable("JetStream", () => link.manager.streams.purge(streams.letters, before));
    forgotten = cursor;
  }

  return async function read(after, limit) {
    const found: PartitionLetter[] = [];
    for (let seq = cursor; found.length < limit; ) {
      const stored = await messageFrom(seq);
      if (stored === null) break;
      seq = stored.seq + 1;
      const [sequence, messageId] = stored.header.get(commitHeader).split(" ");
      const committed = await isCommitted({ sequence: Number(sequence), messageId: messageId! });
      if (committed === null) break;
      const letter = committed ? decode<PartitionLetter>(await long.dataOf(stored)) : null;
      const next = after + found.length + 1;
      if (letter !== null && letter.number > next) break;
      if (letter?.number === next) found.push(letter);
      else if (found.length === 0) cursor = seq;
    }
    await forget();
    return found;
  };
}
