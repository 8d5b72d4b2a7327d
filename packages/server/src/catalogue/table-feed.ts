import { readTable } from "../import/read-table.ts";
import type { FeedPart, FeedReader } from "./feed.ts";
import { googleItem } from "./google-item.ts";

/** A table with one item a row: Google's tab-separated feeds, and tables of one's own with the same columns. */
export function tableFeed(delimiter: string, clock: () => number): FeedReader {
  return async function* read(source, money) {
    let header: string[] | null = null;
    /** The line of the last broken row, while what follows may be a part of it. */
    let brokenAt: number | null = null;
    for await (const { rows, lines, refused } of readTable(source, { kind: "csv", delimiter, encoding: "utf-8" })) {
      const part: FeedPart = { items: [], refused: [...refused] };
      let next = 0;
      rows.forEach((row, index) => {
        const line = lines[index]!;
        while (next < refused.length && refused[next]!.line < line) brokenAt = refused[next++]!.line;
        if (header === null) {
          header = row.map(columnName);
          return;
        }
        if (brokenAt !== null && isRest(row, header.length)) {
          part.refused.push({ line, reason: `It is what is left of the broken row in line ${brokenAt}.` });
          return;
        }
        brokenAt = null;
        const attributes = new Map(header.map((name, column) => [name, row[column] ?? ""] as const));
        try {
          part.items.push(googleItem(attributes, money, clock()));
        } catch (error) {
          part.refused.push({ line, reason: (error as Error).message });
        }
      });
      brokenAt = refused.at(next)?.line ?? brokenAt;
      yield part;
    }
  };
}

/** Whether a row after a broken one is rather the second half of it: it has other columns than the header, or a quote mark at the end of a field. */
function isRest(row: readonly string[], columns: number): boolean {
  return row.length !== columns || row.some((field) => field.endsWith('"'));
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
