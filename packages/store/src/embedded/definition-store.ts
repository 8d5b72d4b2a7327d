import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { createClaims } from "../claim-here.ts";
import { decode, encode } from "../encode.ts";
import type { Operation } from "./databases.ts";
import type { Environment } from "./environment.ts";

/** LMDB's keys end at 1,978 bytes; kind and id share them. */
const longestKeyBytes = 1_024;

export function createEmbeddedDefinitionStore(environment: Environment): DefinitionStore {
  const store: Omit<DefinitionStore, "claim"> = {
    async get(kind, id) {
      const { definitions } = await environment.databases();
      const bytes = definitions.getBinaryFast([kind, id]);
      return bytes === undefined ? undefined : decode<Json>(bytes);
    },
    async put(kind, documents) {
      const operations: Operation[] = [];
      for (const [id, document] of documents)
        operations.push({ put: "definitions", key: checkedKey(kind, id), value: encode(document) });
      await environment.write(() => operations);
    },
    async delete(kind, ids) {
      const operations: Operation[] = [];
      for (const id of ids) operations.push({ remove: "definitions", key: [kind, id] });
      await environment.write(() => operations);
    },
    async kinds() {
      const { definitions } = await environment.databases();
      const found: string[] = [];
      for (const [kind] of definitions.getKeys()) if (found.at(-1) !== kind) found.push(kind);
      return found;
    },
    async list(kind, after, limit) {
      if (limit <= 0) return [];
      const { definitions } = await environment.databases();
      const found: Array<{ id: string; document: Json }> = [];
      const start =
        after === null
          ? { start: [kind, ""] as [string, string] }
          : { start: [kind, after] as [string, string], exclusiveStart: true };
      for (const { key, value } of definitions.getRange({ ...start, limit })) {
        if (key[0] !== kind) break;
        found.push({ id: key[1], document: decode<Json>(value) });
      }
      return found;
    },
  };
  return { ...store, claim: createClaims(store) };
}

function checkedKey(kind: string, id: string): [string, string] {
  if (Buffer.byteLength(kind) + Buffer.byteLength(id) > longestKeyBytes)
    throw new AttuneError("bad-request", `The id of this ${kind} is longer than ${longestKeyBytes} bytes.`);
  return [kind, id];
}
