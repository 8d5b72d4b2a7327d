import type { Json } from "@attune/model/json";
import type { DefinitionStore } from "../ports/definition-store.ts";

/** The port, over maps, for tests: adapters are in `store`, which the engine does not know. */
export function definitionsInMemory(): DefinitionStore {
  const kinds = new Map<string, Map<string, Json>>();
  const of = (kind: string) => {
    const known = kinds.get(kind) ?? new Map<string, Json>();
    kinds.set(kind, known);
    return known;
  };
  return {
    get: async (kind, id) => structuredClone(of(kind).get(id)),
    async put(kind, documents) {
      for (const [id, document] of documents) of(kind).set(id, structuredClone(document));
    },
    async delete(kind, ids) {
      for (const id of ids) of(kind).delete(id);
    },
    list: async (kind, after, limit) =>
      [...of(kind)]
        .filter(([id]) => after === null || id > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([id, document]) => ({ id, document: structuredClone(document) })),
    claim: async (kind, id, begin) => ({
      document: structuredClone(of(kind).get(id) ?? begin),
      async put(document) {
        of(kind).set(id, structuredClone(document));
      },
    }),
    kinds: async () => [...kinds].flatMap(([kind, documents]) => (documents.size === 0 ? [] : [kind])).sort(),
  };
}
