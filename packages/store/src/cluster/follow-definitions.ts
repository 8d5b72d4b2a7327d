import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { AttuneError } from "@attune/model/errors";
import { DeliverPolicy } from "@nats-io/jetstream";
import { createDefinitionCopy, type DefinitionCopy, type DocumentChange } from "./definition-copy.ts";
import { batchSubject, changesOf } from "./definition-messages.ts";
import { asUnavailable } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream } from "./log-streams.ts";
import { persistently } from "./persistently.ts";

/** A node's copy of all documents, brought up to date by their stream. */
export interface FollowedDefinitions {
  stream: string;
  copy: DefinitionCopy;
  /** Messages that change several documents at once, of before, whose documents may not have messages of their own yet. */
  left: ReadonlyArray<{ subject: string; changes: DocumentChange[]; sequence: number }>;
  /** How many messages of the stream are not in the copy yet; asks the stream's leader, and rejects where there is none. */
  behind(): Promise<number>;
  stop(): Promise<void>;
}

interface FollowParts {
  link: JetStreamLink;
  namespace: string;
  replicas: number;
  /** These documents were changed, perhaps by this node; not told of those that were there at first. */
  onChange?: (changes: readonly DocumentChange[]) => void;
}

/** Resolves when everything that was there is in the copy; what comes later follows by itself. */
export async function followDefinitions({
  link,
  namespace,
  replicas,
  onChange,
}: FollowParts): Promise<FollowedDefinitions> {
  const stream = `${namespace}-definitions`;
  await ensureStream(link.manager, {
    name: stream,
    subjects: [`${stream}.>`],
    num_replicas: replicas,
    max_msgs_per_subject: 1,
  });
  const copy = createDefinitionCopy();
  const { state } = await patiently(() => link.manager.streams.info(stream));
  const left: Array<{ subject: string; changes: DocumentChange[]; sequence: number }> = [];
  const consumer = await patiently(() => link.client.consumers.get(stream, { deliver_policy: DeliverPolicy.All }));
  const messages = await consumer.consume();
  let isCaughtUp = false;
  let takenTo = 0;
  let caughtUp: () => void = () => {};
  const whole = new Promise<void>((resolve) => {
    caughtUp = () => {
      isCaughtUp = true;
      resolve();
    };
  });
  if (state.messages === 0) caughtUp();
  const running = (async () => {
    for await (const message of messages) {
      const changes = changesOf(stream, { subject: message.subject, data: message.data, header: message.headers! });
      for (const one of changes) copy.take(one, message.seq);
      takenTo = message.seq;
      if (message.seq <= state.last_seq && message.subject.startsWith(batchSubject(stream, "")))
        left.push({ subject: message.subject, changes, sequence: message.seq });
      if (isCaughtUp) onChange?.(changes);
      else if (message.seq >= state.last_seq || message.info.pending === 0) caughtUp();
    }
  })();
  await whole;
  return {
    stream,
    copy,
    left,
    async behind() {
      const { state: present } = await link.manager.streams.info(stream);
      return present.messages === 0 ? 0 : Math.max(0, present.last_seq - takenTo);
    },
    async stop() {
      await messages.close();
      await running;
    },
  };
}

/** A stream that was just made may have no leader yet. */
const patienceMs = 15_000;

function patiently<T>(ask: () => Promise<T>): Promise<T> {
  return asUnavailable("JetStream", () => persistently(ask, patienceMs));
}

/** The documents as a node that does not write has heard of them. */
export function readingDefinitions(copy: DefinitionCopy): DefinitionStore {
  const refuse = async () => {
    throw new AttuneError("conflict", "another node keeps the documents of this instance");
  };
  return {
    get: async (kind, id) => copy.get(kind, id),
    kinds: async () => copy.kinds(),
    list: async (kind, after, limit) => copy.list(kind, after, limit),
    put: refuse,
    delete: refuse,
    claim: refuse,
  };
}
