import type { Json } from "@attune/model/json";
import { compareBytes } from "../compare-bytes.ts";
import { decode } from "../encode.ts";

/** A change to one document, as the stream carries it; no bytes: it is gone. */
export interface DocumentChange {
  kind: string;
  id: string;
  bytes: Buffer | null;
}

/** A node's own copy of all documents, brought up to date by the stream: reading asks nobody. */
export interface DefinitionCopy {
  /** A document never goes back to an earlier sequence. */
  take(change: DocumentChange, sequence: number): void;
  /** The sequence that changed a document last, 0 where none did. */
  versionOf(kind: string, id: string): number;
  get(kind: string, id: string): Json | undefined;
  kinds(): string[];
  list(kind: string, after: string | null, limit: number): Array<{ id: string; document: Json }>;
}

interface Held {
  sequence: number;
  /** Encoded: whoever reads gets a document of their own. */
  bytes: Buffer | null;
}

export function createDefinitionCopy(): DefinitionCopy {
  const documents = new Map<string, Map<string, Held>>();
  /** Ids of the documents of a kind in order, until one comes or goes. */
  const inOrder = new Map<string, string[]>();

  function orderOf(kind: string): string[] {
    const known = inOrder.get(kind);
    if (known !== undefined) return known;
    const ids = [...(documents.get(kind) ?? [])].flatMap(([id, { bytes }]) => (bytes === null ? [] : [id]));
    ids.sort(compareBytes);
    inOrder.set(kind, ids);
    return ids;
  }

  return {
    take({ kind, id, bytes }, sequence) {
      const ofKind = documents.get(kind) ?? new Map<string, Held>();
      documents.set(kind, ofKind);
      const before = ofKind.get(id);
      if (before !== undefined && before.sequence > sequence) return;
      if ((before?.bytes ?? null) === null || bytes === null) inOrder.delete(kind);
      ofKind.set(id, { sequence, bytes });
    },
    versionOf: (kind, id) => documents.get(kind)?.get(id)?.sequence ?? 0,
    get(kind, id) {
      const bytes = documents.get(kind)?.get(id)?.bytes ?? null;
      return bytes === null ? undefined : decode<Json>(bytes);
    },
    kinds: () => [...documents.keys()].filter((kind) => orderOf(kind).length > 0).sort(),
    list(kind, after, limit) {
      const ids = orderOf(kind);
      const start = after === null ? 0 : firstAfter(ids, after);
      return ids
        .slice(start, start + limit)
        .map((id) => ({ id, document: decode<Json>(documents.get(kind)!.get(id)!.bytes!) }));
    },
  };
}

function firstAfter(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytes(ids[middle]!, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
