import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { AttuneError } from "@attune/model/errors";

/** Claims of documents that one process alone keeps. */
export function createClaims({ get, put }: Pick<DefinitionStore, "get" | "put">): DefinitionStore["claim"] {
  const holders = new Map<string, symbol>();
  return async (kind, id, begin) => {
    const name = JSON.stringify([kind, id]);
    const mine = Symbol(name);
    holders.set(name, mine);
    return {
      document: (await get(kind, id)) ?? begin,
      async put(document) {
        if (holders.get(name) !== mine) throw claimedSince(kind, id);
        await put(kind, [[id, document]]);
      },
    };
  };
}

export function claimedSince(kind: string, id: string): AttuneError {
  return new AttuneError("conflict", `Somebody else has come to write the ${kind} ${id}.`);
}
