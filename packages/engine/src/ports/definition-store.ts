import type { Json } from "@attune/model/json";

/** Small named documents: settings, catalogue items, lists computed ahead of time, checkpoints, jobs. Each `put` is atomic and durable. */
export interface DefinitionStore {
  get(kind: string, id: string): Promise<Json | undefined>;
  put(kind: string, documents: Iterable<readonly [id: string, document: Json]>): Promise<void>;
  delete(kind: string, ids: Iterable<string>): Promise<void>;
  /** Every kind that documents are kept of, ascending. */
  kinds(): Promise<string[]>;
  /** Ascending by id, after `after`, at most `limit`. */
  list(kind: string, after: string | null, limit: number): Promise<Array<{ id: string; document: Json }>>;
}
