import type { DefinitionStore } from "../ports/definition-store.ts";

const pageSize = 1_000;

/**
 * The catalogue's items with `available: false`. Linear in the catalogue; asks nothing of analytics, so that an item which is sold out
 * goes from every answer even while analytics is away.
 */
export async function unavailableItems(definitions: DefinitionStore): Promise<ReadonlySet<string>> {
  const unavailable = new Set<string>();
  let after: string | null = null;
  for (;;) {
    const page = await definitions.list("item", after, pageSize);
    for (const { id, document } of page) {
      if ((document as { available?: boolean }).available === false) unavailable.add(id);
    }
    if (page.length < pageSize) return unavailable;
    after = page.at(-1)!.id;
  }
}
