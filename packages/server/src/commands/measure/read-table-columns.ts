import { createRowSplitter } from "../../import/row-splitter.ts";
import { UsageError } from "../usage-error.ts";
import { readTextFile } from "./read-text-file.ts";

/**
 * A CSV file as columns of texts, several files one after another where they have the same columns. Comma, semicolon or tab, whichever the
 * first line has most of. Throws a usage error for a file that cannot be read, is empty or has a row that is no row.
 */
export async function readTableColumns(paths: readonly string[]): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>();
  for (const path of paths) {
    const pieces: string[] = [];
    await readTextFile(path, (text) => pieces.push(text));
    addFile(columns, path, pieces.join(""));
  }
  return columns;
}

function addFile(columns: Map<string, string[]>, path: string, text: string): void {
  const delimiter = delimiterOf(text.slice(0, text.indexOf("\n") + 1 || text.length));
  const splitter = createRowSplitter({ kind: "csv", delimiter, encoding: "utf-8" });
  const parts = [splitter.push(text), splitter.end()];
  const refused = parts.flatMap((part) => part.refused)[0];
  if (refused !== undefined) throw new UsageError(`${path}, line ${refused.line}: ${refused.reason}`);
  const [header, ...rows] = parts.flatMap((part) => part.rows);
  if (header === undefined || rows.length === 0) throw new UsageError(`${path} has no rows`);
  const isFirst = columns.size === 0;
  if (isFirst) for (const name of header) columns.set(name, []);
  const unknown = header.find((name) => !columns.has(name));
  if (header.length !== columns.size || unknown !== undefined) {
    throw new UsageError(`${path} has other columns than the files before it, or a column twice`);
  }
  rows.forEach((row, i) => {
    if (row.length !== header.length) {
      throw new UsageError(`${path}: row ${i + 1} has ${row.length} fields, the header ${header.length}`);
    }
    header.forEach((name, j) => {
      columns.get(name)!.push(row[j]!);
    });
  });
}

function delimiterOf(line: string): string {
  const count = (character: string) => line.split(character).length;
  return [",", ";", "\t"].reduce((best, character) => (count(character) > count(best) ? character : best));
}
