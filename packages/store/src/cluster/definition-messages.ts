import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { StoredMsg } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import { decode, encode } from "../encode.ts";
import type { DocumentChange } from "./definition-copy.ts";

/**
 * Subjects of the documents' stream: `STREAM.d.KIND.ID`, of which only the newest message stays, and `STREAM.batch.NAME` for several documents
 * that change together.
 */
export function documentSubject(stream: string, kind: string, id: string): string {
  return `${stream}.d.${inSubject(kind)}.${inSubject(id)}`;
}

export const batchSubject = (stream: string, name: string): string => `${stream}.batch.${name}`;

interface Message {
  data: Uint8Array;
  headers: MsgHdrs;
}

export function documentMessage(bytes: Buffer | null): Message {
  return deflated(bytes ?? Buffer.alloc(0));
}

export function batchMessage(changes: readonly DocumentChange[]): Message {
  const plain = changes.map(({ kind, id, bytes }) => [kind, id, bytes === null ? null : bytes.toString()]);
  return deflated(encode(plain));
}

/** What a message of the stream changes. */
export function changesOf(
  stream: string,
  { subject, data, header }: Pick<StoredMsg, "subject" | "data" | "header">,
): DocumentChange[] {
  const plain = header?.get(deflatedHeader) ? inflateRawSync(data) : Buffer.from(data);
  const [form, kind = "", id = ""] = subject.slice(stream.length + 1).split(".");
  if (form === "d") return [{ kind: fromSubject(kind), id: fromSubject(id), bytes: plain.length === 0 ? null : plain }];
  return decode<Array<[kind: string, id: string, json: string | null]>>(plain).map(([kind, id, json]) => ({
    kind,
    id,
    bytes: json === null ? null : Buffer.from(json),
  }));
}

const deflatedHeader = "Attune-Deflated";
/** Smaller ones gain little. */
const deflateFromBytes = 64 * 1024;

function deflated(plain: Buffer): Message {
  const marks = headers();
  if (plain.length < deflateFromBytes) return { data: plain, headers: marks };
  marks.set(deflatedHeader, "1");
  return { data: deflateRawSync(plain, { level: 1 }), headers: marks };
}

/** Any text as one token of a subject, told apart from a neighbour that is empty. */
const inSubject = (text: string): string => `_${Buffer.from(text).toString("base64url")}`;
const fromSubject = (token: string): string => Buffer.from(token.slice(1), "base64url").toString();
