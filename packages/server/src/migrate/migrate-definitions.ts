import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Json } from "@attune/model/json";
import { accountBookKind } from "../accounts/book-shelves.ts";
import type { OnStep } from "./on-step.ts";

const pageDocuments = 500;

/** How far a projection of the old side had come says nothing of the new one; the same holds of a replay under way. */
const ownOfEachSide = new Set(["checkpoint/analytics", "setting/replaying"]);
/** A data directory keeps it in a file: it goes from shelf to shelf. */
const keptElsewhere = new Set([accountBookKind]);

/** All documents but those; what the old side no longer has goes on the new one. Resolves with how many there are. */
export async function migrateDefinitions(from: DefinitionStore, to: DefinitionStore, onStep: OnStep): Promise<number> {
  let done = 0;
  for (const kind of new Set([...(await from.kinds()), ...(await to.kinds())])) {
    if (keptElsewhere.has(kind)) continue;
    const gone = new Set<string>();
    for await (const page of pagesOf(to, kind)) for (const { id } of page) gone.add(id);
    for await (const page of pagesOf(from, kind)) {
      await to.put(
        kind,
        page.map(({ id, document }) => [id, document] as const),
      );
      for (const { id } of page) gone.delete(id);
      done += page.length;
      onStep("documents", done, null);
    }
    if (gone.size > 0) await to.delete(kind, gone);
  }
  return done;
}

async function* pagesOf(store: DefinitionStore, kind: string): AsyncGenerator<Array<{ id: string; document: Json }>> {
  for (let after: string | null = null; ; ) {
    const page: Array<{ id: string; document: Json }> = await store.list(kind, after, pageDocuments);
    const common = page.filter(({ id }) => !ownOfEachSide.has(`${kind}/${id}`));
    if (common.length > 0) yield common;
    if (page.length < pageDocuments) return;
    after = page.at(-1)!.id;
  }
}
