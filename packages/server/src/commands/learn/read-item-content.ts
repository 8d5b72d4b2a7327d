import type { ItemContent } from "@attune/learn/recommend/content-models";
import { openColumns } from "./open-columns.ts";

/** The table of items: its key, and what of it says what an item is. */
export interface ItemContentColumns {
  item: string | readonly string[];
  /** Values that items share or not. */
  attributes: readonly string[];
  /** Texts in words. */
  texts: readonly string[];
  header: boolean;
}

/** What the column of an item's id may be called in a table of items: as in the interactions, or as in a feed of the catalogue. */
export function itemColumnNames(item: string): string[] {
  return [item, "id", "item_id", "itemId", "sku", "product_id"];
}

/** What a table says of items; of an id that stands there more than once the first line counts. */
export async function readItemContent(
  path: string,
  itemIds: readonly string[],
  { item, attributes, texts, header }: ItemContentColumns,
): Promise<ItemContent> {
  const rows = new Map<string, string[]>();
  for await (const [id = "", ...cells] of openColumns(path, { columns: [item, ...attributes, ...texts], header })) {
    if (!rows.has(id)) rows.set(id, cells);
  }
  const cellsOf = (index: number) => rows.get(itemIds[index]!) ?? [];
  return {
    attributesOf:
      attributes.length === 0
        ? null
        : (index) =>
            cellsOf(index)
              .slice(0, attributes.length)
              .flatMap((cell, i) => (cell === "" ? [] : [`${attributes[i]} ${cell}`])),
    textOf: texts.length === 0 ? null : (index) => cellsOf(index).slice(attributes.length).join(" "),
  };
}
