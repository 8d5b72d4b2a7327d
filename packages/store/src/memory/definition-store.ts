import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { createClaims } from "../claim-here.ts";
import { compareBytes } from "../compare-bytes.ts";
import type { Tables } from "./tables.ts";

export function createMemoryDefinitionStore(tables: Tables): DefinitionStore {
  const store: Omit<DefinitionStore, "claim"> = {
    async get(kind, id) {
      return tables.definitions.get(kind)?.get(id);
    },
    async put(kind, documents) {
      const ofKind = tables.definitions.get(kind) ?? new Map();
      tables.definitions.set(kind, ofKind);
      for (const [id, document] of documents) ofKind.set(id, document);
    },
    async delete(kind, ids) {
      for (const id of ids) tables.definitions.get(kind)?.delete(id);
    },
    async kinds() {
      return [...tables.definitions]
        .filter(([, documents]) => documents.size > 0)
        .map(([kind]) => kind)
        .sort(compareBytes);
    },
    async list(kind, after, limit) {
      return [...(tables.definitions.get(kind) ?? [])]
        .filter(([id]) => after === null || compareBytes(id, after) > 0)
        .sort(([a], [b]) => compareBytes(a, b))
        .slice(0, limit)
        .map(([id, document]) => ({ id, document }));
    },
  };
  return { ...store, claim: createClaims(store) };
}
