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

/** What a partition says when a commit has landed: the letters that came with it, so that nobody need look for them. Empty where they are too long for one message. */
export interface Mail {
  from: number;
  /** Of the message in the sender's stream of letters. */
  seq: number;
  letters: readonly PartitionLetter[];
}

/** Those of one commit to one partition are one message, in the order of their numbers. Resolves with what may be said of them, by receiver, when the commit has landed. */
export async function publishLetters(
  { link, streams, long, patienceMs }: Outbox,
  letters: readonly PartitionLetter[],
  commit: Commit,
): Promise<Map<number, Mail>> {
  const published = [...new Set(letters.map(({ to }) => to))].map(async (to) => {
    const theirs = letters.filter((letter) => letter.to === to);
    const msgID = `${commit.messageId}-letters-${to}`;
    const marks = headers();
    marks.set(commitHeader, `${commit.sequence} ${commit.messageId}`);
    const message = await long.shorten({ data: encode(theirs), headers: marks }, msgID);
    const subject = `${streams.letters}.${to}`;
    const { seq } = await persistently(
      () => link.client.publish(subject, message.data, { headers: message.headers, msgID }),
      patienceMs,
    );
    return [to, { from: theirs[0]!.from, seq, letters: message.data.length === 0 ? [] : theirs }] as const;
  });
  const all = await Promise.all(published).catch((error) => {
    throw unavailable("JetStream", error);
  });
  return new Map(all);
}

/**
 * One partition's letters to another: those behind a number, in order, commit by commit until they are so many. What was published and never committed is passed
 * over; what lies at or before the number is dropped from the stream.
 */
export interface Inbox {
  /** @param look into the stream, for what was not heard of; without it only where something was heard that has a gap before it */
  read(after: number, limit: number, look: boolean): Promise<PartitionLetter[]>;
  /** Of a commit that landed. May be forgotten, come late or twice. */
  hear(mail: Mail): void;
  /** Drops everything up to this number now. */
  forget(upTo: number): Promise<void>;
}

/** Of a receiver that does not come after: the others lie in the stream. */
const mostHeard = 200;
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

/** One message of the sender's that lies before its receiver, whose commit landed or never will. */
interface Lying {
  seq: number;
  /** None where the commit never landed. */
  letters: readonly PartitionLetter[];
  /** Its parts go with it. Absent: it has none. */
  stored?: StoredMsg;
}

export function openInbox({ link, streams, reader, long, to }: InboxParts): Inbox {
  const subject = `${streams.letters}.${to}`;
  /** In the sender's stream: where what has not been read begins. */
  let unread = 1;
  /** Read, and not taken in as far as is known. */
  const lying: Lying[] = [];
  /** By the number of the first letter. */
  const heard = new Map<number, Mail>();
  let forgotten = 1;
  let passed: Lying[] = [];
  /** Something came of which it is not known what. */
  let isToLook = true;

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
    for (const { stored } of passed)
      if (stored !== undefined) await asUnavailable("JetStream", () => long.eraseParts(stored));
    passed = [];
    const seq = lying[0]?.seq ?? unread;
    await asUnavailable("JetStream", () => link.manager.streams.purge(streams.letters, { filter: subject, seq }));
    forgotten = seq;
  }

  const lastOf = ({ letters }: Lying) => letters.at(-1)?.number ?? 0;

  /** What was taken in, and what never counted. */
  function pass(after: number): void {
    const first = lying.findIndex((one) => lastOf(one) > after);
    passed.push(...lying.splice(0, first < 0 ? lying.length : first));
    for (const number of heard.keys()) if (number <= after) heard.delete(number);
  }

  const take = (one: Lying) => {
    lying.push(one);
    unread = one.seq + 1;
  };

  /** Letters to one partition are numbered without gaps: before what begins with the next number lies nothing that counts. */
  function takeHeard(after: number, limit: number): void {
    for (;;) {
      const next = Math.max(after, ...lying.map(lastOf)) + 1;
      const mail = heard.get(next);
      if (mail === undefined || next > after + limit) return;
      heard.delete(next);
      if (mail.seq >= unread) take(mail);
    }
  }

  async function readStream(after: number, limit: number): Promise<void> {
    while (Math.max(after, ...lying.map(lastOf)) < after + limit) {
      const stored = await messageFrom(unread);
      if (stored === null) return;
      const [sequence, messageId] = stored.header.get(commitHeader).split(" ");
      const committed = await isCommitted({ sequence: Number(sequence), messageId: messageId! });
      if (committed === null) return;
      const letters = committed ? decode<PartitionLetter[]>(await long.dataOf(stored)) : [];
      take({ seq: stored.seq, letters, stored: { ...stored, data: new Uint8Array(0) } as StoredMsg });
    }
  }

  async function read(after: number, limit: number, look: boolean): Promise<PartitionLetter[]> {
    pass(after);
    takeHeard(after, limit);
    if (look || isToLook || (lying.length === 0 && heard.size > 0)) {
      isToLook = false;
      await readStream(after, limit);
      pass(after);
    }
    if ((lying[0]?.seq ?? unread) - forgotten >= forgetAtOnce) await dropPassed();
    const news = lying.flatMap(({ letters }) => letters.filter(({ number }) => number > after));
    return news[0]?.number === after + 1 ? news : [];
  }

  return {
    read,
    hear(mail) {
      const first = mail.letters[0]?.number;
      if (first === undefined || heard.size >= mostHeard) isToLook = true;
      else heard.set(first, mail);
    },
    async forget(upTo) {
      // Reading one more passes over all before it.
      await read(upTo, 1, true);
      await dropPassed();
    },
  };
}
