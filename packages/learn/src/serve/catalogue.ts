import type { Item } from "@attune/model/item";
import type { Interactions } from "../recommend/interactions.ts";

/** The items a model knows, with what the shop says of them today. An item that the shop does not know or does not offer cannot be shown. */
export interface Catalogue {
  itemIds: readonly string[];
  /** By item index; undefined where the shop has it no longer. */
  items: readonly (Item | undefined)[];
  index: ReadonlyMap<string, number>;
  /** 1 where the item can be shown. */
  available: Uint8Array;
}

export function createCatalogue(
  { itemIds, itemIndex }: Pick<Interactions, "itemIds" | "itemIndex">,
  items: Iterable<Item>,
): Catalogue {
  const byIndex = new Array<Item | undefined>(itemIds.length).fill(undefined);
  const available = new Uint8Array(itemIds.length);
  for (const item of items) {
    const index = itemIndex.get(item.itemId);
    if (index === undefined) continue;
    byIndex[index] = item;
    available[index] = item.available ? 1 : 0;
  }
  return { itemIds, items: byIndex, index: itemIndex, available };
}
