import { AttuneError } from "@attune/model/errors";
import type { StoredMsg } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/transport-node";
import { unavailable } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { LogStreams } from "./log-streams.ts";
import { persistently } from "./persistently.ts";

/**
 * Messages longer than the servers take: their bytes lie in a stream of parts, published before, and the message itself names them. Without it
 * the parts count for nothing.
 */
export interface LongMessages {
  /** The message as it can be published. */
  shorten(message: Message, messageId: string): Promise<Message>;
  /** The bytes of a message that was read. */
  dataOf(stored: StoredMsg): Promise<Buffer>;
  /** Erases the parts that a message names, their bytes overwritten. */
  eraseParts(stored: StoredMsg): Promise<void>;
}

interface Message {
  data: Uint8Array;
  headers: MsgHdrs;
}

const partsHeader = "Attune-Parts";
/** The protocol's own words, and the headers that are yet to come, take some of a message's room. */
const reservedBytes = 4_096;

export function createLongMessages(link: JetStreamLink, streams: LogStreams, patienceMs: number): LongMessages {
  const { manager } = link;
  const mostBytes = link.maxPayloadBytes - reservedBytes;

  return {
    async shorten({ data, headers }, messageId) {
      if (data.length + bytesOf(headers) <= mostBytes) return { data, headers };
      const sequences = await publishParts(link, streams.parts, { data, messageId, patienceMs });
      headers.set(partsHeader, sequences.join(" "));
      return { data: new Uint8Array(0), headers };
    },
    async dataOf(stored) {
      const sequences = partsOf(stored);
      if (sequences.length === 0) return Buffer.from(stored.data);
      return readParts(link, streams.parts, sequences);
    },
    async eraseParts(stored) {
      for (const sequence of partsOf(stored))
        if ((await manager.streams.getMessage(streams.parts, { seq: sequence })) !== null)
          await manager.streams.deleteMessage(streams.parts, sequence, true);
    },
  };

  function partsOf({ header }: StoredMsg): number[] {
    return (header?.get(partsHeader) ?? "").split(" ").filter(Boolean).map(Number);
  }
}

interface Parts {
  data: Uint8Array;
  /** Unique; a part that is sent again lands once. */
  messageId: string;
  patienceMs: number;
}

/** Bytes of any length, in as many messages as they need; resolves with their sequences when the quorum has them all. */
export async function publishParts(
  link: JetStreamLink,
  stream: string,
  { data, messageId, patienceMs }: Parts,
): Promise<number[]> {
  const mostBytes = link.maxPayloadBytes - reservedBytes;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += mostBytes) parts.push(data.subarray(at, at + mostBytes));
  const publish = (part: Uint8Array, index: number) =>
    persistently(() => link.client.publish(stream, part, { msgID: `${messageId}-${index}` }), patienceMs);
  try {
    return (await Promise.all(parts.map(publish))).map(({ seq }) => seq);
  } catch (error) {
    throw unavailable("JetStream", error);
  }
}

export async function readParts(
  { manager }: JetStreamLink,
  stream: string,
  sequences: readonly number[],
): Promise<Buffer> {
  const parts = sequences.map(async (seq) => {
    const part = await manager.streams.getMessage(stream, { seq });
    if (part === null) throw new AttuneError("internal", `message ${seq} of ${stream} is gone, and another names it`);
    return part.data;
  });
  return Buffer.concat(await Promise.all(parts));
}

function bytesOf(headers: MsgHdrs): number {
  let bytes = 0;
  for (const [key, values] of headers) for (const value of values) bytes += key.length + value.length + 4;
  return bytes;
}
