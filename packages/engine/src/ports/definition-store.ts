import type { Json } from "@attune/model/json";

/** Small named documents: settings, catalogue items, lists computed ahead of time, checkpoints, jobs. Each `put` is atomic and durable. */
export interface DefinitionStore {
  get(kind: string, id: string): Promise<Json | undefined>;
  put(kind: string, documents: Iterable<readonly [id: string, document: Json]>): Promise<void>;
  delete(kind: string, ids: Iterable<string>): Promise<void>;
  /**
   * Makes a document this store's to write, `begin` where there is none: whoever claimed it before cannot write it any more, also where they have not heard of it
   * yet. For what must have one writer, whatever happens to processes.
   */
  claim(kind: string, id: string, begin: Json): Promise<ClaimedDocument>;
  /** Every kind that documents are kept of, ascending. */
  kinds(): Promise<string[]>;
  /** Ascending by id, after `after`, at most `limit`. */
  list(kind: string, after: string | null, limit: number): Promise<Array<{ id: string; document: Json }>>;
}

export interface ClaimedDocument {
  /** As it was when it was claimed. */
  document: Json;
  /** One at a time. Rejects `conflict`, and writes nothing, where it was claimed since. */
  put(document: Json): Promise<void>;
}
