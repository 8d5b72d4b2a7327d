import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { StoredMsg } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { decode, encode } from "../encode.ts";

/** What one message of the log says of itself: the offsets of its entries, and where the rest of its write set lies. */
export interface EntryLabel {
  /** Offset of its first entry; where it has none, the least that the next may get. */
  from: Offset;
  count: number;
  /** Sequences in the redo stream. */
  redo: number[];
  /** Where its partition stands with it, of several: what remains when Redis has lost it. Absent: nothing was committed with it, or by a release that did not say. */
  standing?: PartitionStanding;
}

/** A message of the log as it is read. */
export interface EntryMessage extends EntryLabel {
  sequence: number;
  /** Offset of its last entry; where it has none, the one before `from`. */
  to: Offset;
  entries: LogEntry[];
  messageId: string;
}

const labelHeader = "Attune-Entries";
const standingHeader = "Attune-Standing";
const deflatedHeader = "Attune-Deflated";
const messageIdHeader = "Nats-Msg-Id";
/** Of a message that was written anew: the id that it came under first, by which letters know their commit. */
const firstIdHeader = "Attune-First-Id";

export const messageIdOf = ({ header }: StoredMsg): string => header.get(firstIdHeader) || header.get(messageIdHeader);

/** Smaller ones gain little. */
const deflateFromBytes = 256 * 1024;

/** Above 256 KiB the entries are deflated: a large import must pass the servers' limit for one message. */
export function toMessage(label: EntryLabel, entries: readonly LogEntry[]): { data: Uint8Array; headers: MsgHdrs } {
  const marks = headers();
  marks.set(labelHeader, [label.from, label.count, ...label.redo].join(" "));
  if (label.standing !== undefined) marks.set(standingHeader, JSON.stringify(label.standing));
  const plain = encode(entries);
  if (plain.length < deflateFromBytes) return { data: plain, headers: marks };
  marks.set(deflatedHeader, "1");
  return { data: deflateRawSync(plain, { level: 1 }), headers: marks };
}

/** A message with entries that were changed in place. */
export function toRewrittenMessage(before: EntryMessage, entries: readonly LogEntry[]): ReturnType<typeof toMessage> {
  const message = toMessage(before, entries);
  message.headers.set(firstIdHeader, before.messageId);
  return message;
}

/**
 * @param data its bytes, also where they lie in parts
 * @param sequence of the message in the log; a rewritten one has another in its own stream
 */
export function fromMessage(stored: StoredMsg, data: Buffer, sequence: number): EntryMessage {
  const { header } = stored;
  const [from = 0, count = 0, ...redo] = header.get(labelHeader).split(" ").map(Number);
  const bytes = header.get(deflatedHeader) === "" ? data : inflateRawSync(data);
  const entries = decode<LogEntry[]>(bytes);
  const standing = header.get(standingHeader);
  return {
    sequence,
    from,
    to: entries.at(-1)?.offset ?? from - 1,
    count,
    redo,
    entries,
    messageId: messageIdOf(stored),
    ...(standing === "" ? {} : { standing: JSON.parse(standing) as PartitionStanding }),
  };
}
