import type { Item } from "@attune/model/item";
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
        const columns = header;
        const itemOf = (fields: readonly string[]) =>
          googleItem(new Map(columns.map((name, column) => [name, fields[column] ?? ""] as const)), money, clock());
        const swallowed = linesSwallowed(row, delimiter, columns.length, itemOf);
        if (swallowed > 1) {
          const reason = `A quote mark opens here and closes ${swallowed - 1} ${swallowed === 2 ? "line" : "lines"} on, and each of these lines is an item by itself: one quote mark is missing or too many. None of them was taken.`;
          part.refused.push({ line, reason });
          return;
        }
        if (row.slice(columns.length).some((field) => field.trim() !== "")) {
          const reason = `It has ${row.length} columns and the header ${columns.length}: a text with the delimiter or a quote mark in it must be quoted, and its own quote marks doubled.`;
          part.refused.push({ line, reason });
          return;
        }
        try {
          part.items.push(itemOf(row));
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

/**
 * How many lines a row lies over where each of them, read without quotes, is a whole item with a price: then a quote that was never closed took in the rows up to the
 * next quote that closes a field. 1 where it does not look so: texts of several lines are as they should be.
 */
function linesSwallowed(
  row: readonly string[],
  delimiter: string,
  columns: number,
  itemOf: (fields: readonly string[]) => Item,
): number {
  if (!row.some((field) => field.includes("\n"))) return 1;
  const lines = row.join(delimiter).split(/\r?\n/);
  const isItem = (line: string) => {
    const fields = line.split(delimiter);
    try {
      return fields.length === columns && itemOf(fields).priceMicros !== undefined;
    } catch {
      return false;
    }
  };
  return lines.every(isItem) ? lines.length : 1;
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
