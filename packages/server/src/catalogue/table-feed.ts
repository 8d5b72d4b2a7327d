import { readTable } from "../import/read-table.ts";
import type { FeedPart, FeedReader } from "./feed.ts";
import { googleItem } from "./google-item.ts";

/** A table with one item a row: Google's tab-separated feeds, and tables of one's own with the same columns. */
export function tableFeed(delimiter: string, clock: () => number): FeedReader {
  return async function* read(source, money) {
    let header: string[] | null = null;
    for await (const { rows, lines, refused } of readTable(source, { kind: "csv", delimiter, encoding: "utf-8" })) {
      const part: FeedPart = { items: [], refused: [...refused] };
      rows.forEach((row, index) => {
        if (header === null) {
          header = row.map(columnName);
          return;
        }
        const attributes = new Map(header.map((name, column) => [name, row[column] ?? ""] as const));
        try {
          part.items.push(googleItem(attributes, money, clock()));
        } catch (error) {
          part.refused.push({ line: lines[index]!, reason: (error as Error).message });
        }
      });
      yield part;
    }
  };
}

/** `Image Link`, `imageLink` and `g:image_link` are one. */
export function columnName(text: string): string {
  return text
    .trim()
    .replace(/^\uFEFF/, "")
    .replace(/^g:/i, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
