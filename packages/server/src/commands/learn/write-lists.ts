import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ListedItem } from "@attune/learn/serve/items-for";
import { UsageError } from "../usage-error.ts";

/** What one person is shown. */
export interface PersonList {
  person: string;
  /** False: the file does not have them, and the list is what the model says of nobody in particular. */
  known: boolean;
  items: ListedItem[];
}

/** Writes people's lists as a table, one line an item, as they are made. */
export async function writeLists(
  path: string,
  people: readonly string[],
  listFor: (person: string) => PersonList,
  onProgress: (done: number) => void,
): Promise<void> {
  function* lines(): Generator<string> {
    yield "person,rank,item,score,because\n";
    for (const [i, person] of people.entries()) {
      const rows = listFor(person).items.map(
        ({ itemId, score, because }, rank) =>
          `${[person, String(rank + 1), itemId, String(score), because ?? ""].map(cell).join(",")}\n`,
      );
      if (rows.length > 0) yield rows.join("");
      onProgress(i + 1);
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new UsageError(`cannot write ${path}: ${(cause as Error).message}`);
  }
}

/** RFC 4180. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
