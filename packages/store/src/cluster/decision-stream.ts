import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import { AckPolicy, DiscardPolicy, RetentionPolicy } from "@nats-io/jetstream";
import { decode, encode } from "../encode.ts";
import { asUnavailable, isFull, unavailable } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream } from "./log-streams.ts";
import { persistently } from "./persistently.ts";

/** Records of decisions on their way from the nodes that made them to the one that writes them down. */
interface DecisionStreamParts {
  link: JetStreamLink;
  namespace: string;
  replicas: number;
}

export interface DecisionSender<T> {
  /** Resolves when a quorum has it. Rejects `overloaded` where too many wait, and with what became of it where it is given up: it is lost then. */
  send(made: T): Promise<void>;
  /** What waits is sent first. */
  close(): Promise<void>;
}

/** What a second of a busy node comes to, ten times. */
const mostWaiting = 20_000;
const recordsPerMessage = 200;
/**
 * Gathered for so long: a message, and the commit that it comes to, costs as much with one record as with many, and nobody waits for it. What a node that is killed
 * had not sent yet is lost.
 */
const gatherMs = 50;
const messagesAtOnce = 8;
/** Elections take about five seconds. */
const patienceMs = 30_000;
/** Without a node that writes this is some hours of decisions. */
const streamBytes = 512 * 1024 ** 2;
/** A record that was taken in and of which nothing was heard comes again. */
const againAfterMs = 30_000;

const streamOf = (namespace: string) => `${namespace}-decided-0`;

async function ensureDecisionStream({ link, namespace, replicas }: DecisionStreamParts): Promise<void> {
  await ensureStream(link.manager, {
    name: streamOf(namespace),
    subjects: [streamOf(namespace)],
    num_replicas: replicas,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    max_bytes: streamBytes,
  });
}

interface Waiting<T> {
  made: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** @param senderId unique; a message that is sent again lands once */
export async function openDecisionSender<T>(parts: DecisionStreamParts, senderId: string): Promise<DecisionSender<T>> {
  await ensureDecisionStream(parts);
  const { link, namespace } = parts;
  let waiting: Waiting<T>[] = [];
  let underway = 0;
  let sent = 0;
  let timer: NodeJS.Timeout | null = null;
  const running = new Set<Promise<void>>();

  async function sendGroup(group: Waiting<T>[]): Promise<void> {
    const data = encode(group.map(({ made }) => made));
    const msgID = `${senderId}-${sent++}`;
    try {
      await persistently(() => link.client.publish(streamOf(namespace), data, { msgID }), patienceMs);
      for (const { resolve } of group) resolve();
    } catch (error) {
      const told = unavailable("JetStream", error);
      for (const { reject } of group) reject(told);
    }
    underway -= group.length;
  }

  function flush(): void {
    timer = null;
    while (waiting.length > 0 && running.size < messagesAtOnce) {
      const group = waiting.slice(0, recordsPerMessage);
      waiting = waiting.slice(recordsPerMessage);
      underway += group.length;
      const one: Promise<void> = sendGroup(group).finally(() => {
        running.delete(one);
        // What is still being gathered goes when its time has come; what waited for this one goes now.
        if (timer === null && waiting.length > 0) flush();
      });
      running.add(one);
    }
  }

  return {
    send(made) {
      if (waiting.length + underway >= mostWaiting)
        throw new AttuneError("overloaded", `${mostWaiting} records of decisions wait for the log`);
      return new Promise((resolve, reject) => {
        waiting.push({ made, resolve, reject });
        timer ??= setTimeout(flush, gatherMs);
      });
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      flush();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/**
 * Hands what nodes have sent to the one that writes, which has it when `take` resolves; what it rejects comes again. Each at least once.
 * Resolves with what ends it.
 */
export async function followDecisions<T>(
  parts: DecisionStreamParts,
  take: (made: T[]) => Promise<void>,
): Promise<() => Promise<void>> {
  await ensureDecisionStream(parts);
  const { link, namespace } = parts;
  const stream = streamOf(namespace);
  await asUnavailable("JetStream", () =>
    link.manager.consumers.add(stream, {
      durable_name: "writer",
      ack_policy: AckPolicy.Explicit,
      ack_wait: againAfterMs * 1e6,
      max_ack_pending: messagesAtOnce,
    }),
  );
  let closed = false;
  let stop = async () => {};

  async function follow(): Promise<void> {
    const consumer = await link.client.consumers.get(stream, "writer");
    const messages = await consumer.consume({ max_messages: messagesAtOnce });
    stop = async () => void (await messages.close());
    // Not waited for: the messages end when they are asked for next.
    if (closed) void stop();
    for await (const message of messages)
      void take(decode<T[]>(Buffer.from(message.data))).then(
        () => message.ack(),
        (error) => message.nak(isFull(error) ? againAfterMs : 1_000),
      );
  }

  const running = (async () => {
    while (!closed) {
      await follow().catch(() => {});
      if (!closed) await pause(1_000);
    }
  })();
  return async () => {
    closed = true;
    await stop();
    await running;
  };
}
