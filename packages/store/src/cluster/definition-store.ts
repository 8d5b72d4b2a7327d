import type { ClaimedDocument, DefinitionStore } from "@attune/engine/ports/definition-store";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { claimedSince } from "../claim-here.ts";
import { decode, encode } from "../encode.ts";
import type { DocumentChange } from "./definition-copy.ts";
import { batchMessage, batchSubject, changesOf, documentMessage, documentSubject } from "./definition-messages.ts";
import { asUnavailable, unavailable } from "./engine-trouble.ts";
import { messageIdOf } from "./entry-messages.ts";
import { followDefinitions, readingDefinitions } from "./follow-definitions.ts";
import { isWrongSequence } from "./is-wrong-sequence.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { persistently } from "./persistently.ts";

/** The documents' store, and what ends its following of the stream. */
export interface ClusterDefinitionStore extends DefinitionStore {
  close(): Promise<void>;
}

interface DefinitionStoreParts {
  link: JetStreamLink;
  namespace: string;
  replicas: number;
  /** Unique; names this node's batches. */
  writerId: string;
  patienceMs: number;
}

/**
 * Documents in a stream that keeps the newest of each, and a copy of all on every node, which follows it: reads ask nobody, and see what
 * this node wrote at once and what others wrote within milliseconds. What changes together comes as one message first, so that it is seen
 * whole or not at all; what a crash left of such a message is finished by the next node that opens the store.
 */
export async function openClusterDefinitionStore(parts: DefinitionStoreParts): Promise<ClusterDefinitionStore> {
  const { link, namespace, replicas, writerId, patienceMs } = parts;
  let batches = 0;
  let claims = 0;
  const { stream, copy, left, stop } = await followDefinitions({ link, namespace, replicas });

  async function publish(subject: string, { data, headers }: ReturnType<typeof documentMessage>): Promise<number> {
    if (data.length > link.maxPayloadBytes - reservedBytes)
      throw new AttuneError("batch-too-large", `a document of ${data.length} bytes passes the servers' limit`);
    try {
      return (await persistently(() => link.client.publish(subject, data, { headers }), patienceMs)).seq;
    } catch (error) {
      throw unavailable("JetStream", error);
    }
  }

  async function change(changes: readonly DocumentChange[]): Promise<void> {
    if (changes.length > 1) return changeTogether(changes);
    for (const one of changes)
      copy.take(one, await publish(documentSubject(stream, one.kind, one.id), documentMessage(one.bytes)));
  }

  async function changeTogether(changes: readonly DocumentChange[]): Promise<void> {
    const message = batchMessage(changes);
    if (message.data.length > link.maxPayloadBytes - reservedBytes) return changeInHalves(changes);
    const subject = batchSubject(stream, `${writerId}-${batches++}`);
    const sequence = await publish(subject, message);
    for (const one of changes) copy.take(one, sequence);
    await spread(subject, changes, sequence);
  }

  /** Beyond what one message holds, each half is whole for itself. */
  async function changeInHalves(changes: readonly DocumentChange[]): Promise<void> {
    const half = Math.ceil(changes.length / 2);
    await change(changes.slice(0, half));
    await change(changes.slice(half));
  }

  /** Gives each document of a batch its own message, unless it has been changed since, and drops the batch. */
  async function spread(subject: string, changes: readonly DocumentChange[], sequence: number): Promise<void> {
    for (let at = 0; at < changes.length; at += publishedAtOnce) {
      const some = changes.slice(at, at + publishedAtOnce);
      await Promise.all(
        some.map(async (one) => {
          if (copy.versionOf(one.kind, one.id) !== sequence) return;
          copy.take(one, await publish(documentSubject(stream, one.kind, one.id), documentMessage(one.bytes)));
        }),
      );
    }
    await asUnavailable("JetStream", () => link.manager.streams.purge(stream, { filter: subject }));
  }

  for (const { subject, changes, sequence } of left) await spread(subject, changes, sequence);

  /** Null where another message came before this one. */
  async function publishBehind(
    before: number,
    subject: string,
    { data, headers }: ReturnType<typeof documentMessage>,
  ): Promise<number | null> {
    const msgID = `${writerId}-claim-${claims++}`;
    const options = { headers, msgID, expect: { lastSubjectSequence: before } };
    try {
      return (await persistently(() => link.client.publish(subject, data, options), patienceMs)).seq;
    } catch (error) {
      if (!isWrongSequence(error)) throw unavailable("JetStream", error);
      // It may have landed before, and its answer have been lost.
      const newest = await messageAt(subject);
      return newest !== null && messageIdOf(newest) === msgID ? newest.seq : null;
    }
  }

  const messageAt = (subject: string) =>
    asUnavailable("JetStream", () => link.manager.streams.getMessage(stream, { last_by_subj: subject }));

  async function newestOf(subject: string): Promise<{ sequence: number; bytes: Buffer | null }> {
    const found = await messageAt(subject);
    if (found === null) return { sequence: 0, bytes: null };
    return { sequence: found.seq, bytes: changesOf(stream, found)[0]!.bytes };
  }

  async function claim(kind: string, id: string, begin: Json): Promise<ClaimedDocument> {
    const subject = documentSubject(stream, kind, id);
    for (;;) {
      const newest = await newestOf(subject);
      const bytes = newest.bytes ?? encode(begin);
      // The same again: from now on what another expects to be the newest is not.
      const claimed = await publishBehind(newest.sequence, subject, documentMessage(bytes));
      if (claimed === null) continue;
      let sequence = claimed;
      copy.take({ kind, id, bytes }, sequence);
      return {
        document: decode<Json>(bytes),
        async put(document) {
          const next = encode(document);
          const published = await publishBehind(sequence, subject, documentMessage(next));
          if (published === null) throw claimedSince(kind, id);
          sequence = published;
          copy.take({ kind, id, bytes: next }, sequence);
        },
      };
    }
  }

  return {
    ...readingDefinitions(copy),
    claim,
    put: (kind, documents) => change([...documents].map(([id, document]) => ({ kind, id, bytes: encode(document) }))),
    delete: (kind, ids) =>
      change([...ids].filter((id) => copy.get(kind, id) !== undefined).map((id) => ({ kind, id, bytes: null }))),
    close: stop,
  };
}

const publishedAtOnce = 64;
/** Headers and the protocol's own words take some of a message's room. */
const reservedBytes = 4_096;
