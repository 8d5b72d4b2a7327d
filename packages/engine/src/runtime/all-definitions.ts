import type { Json } from "@attune/model/json";
import type { DefinitionStore } from "../ports/definition-store.ts";

const pageSize = 1_000;

/** Every document of a kind, by id, ascending. */
export async function allDefinitions(definitions: DefinitionStore, kind: string): Promise<Map<string, Json>> {
  const all = new Map<string, Json>();
  let after: string | null = null;
  for (;;) {
    const page = await definitions.list(kind, after, pageSize);
    for (const { id, document } of page) all.set(id, document);
    if (page.length < pageSize) return all;
    after = page.at(-1)!.id;
  }
}
