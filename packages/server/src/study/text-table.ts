import { gunzipSync } from "node:zlib";
import { AttuneError } from "@attune/model/errors";
import { createRowSplitter } from "../import/row-splitter.ts";

/** A CSV file's bytes, gzip or not, as columns of texts. Throws `bad-request` for what is no table. */
export function createTextTable(bytes: Buffer): Map<string, string[]> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const columns = new Map<string, string[]>();
  addTableText(columns, "the file", new TextDecoder("utf-8").decode(isGzip ? unzipped(bytes) : bytes));
  return columns;
}

/**
 * Adds the rows of a CSV text to columns that are empty or have the same names. Comma, semicolon or tab, whichever the first line has
 * most of. Throws `bad-request`, naming the file, for one that is empty or has a row that is no row.
 */
export function addTableText(columns: Map<string, string[]>, file: string, text: string): void {
  const delimiter = delimiterOf(text.slice(0, text.indexOf("\n") + 1 || text.length));
  const splitter = createRowSplitter({ kind: "csv", delimiter, encoding: "utf-8" });
  const parts = [splitter.push(text), splitter.end()];
  const refused = parts.flatMap((part) => part.refused)[0];
  if (refused !== undefined) throw badTable(`${file}, line ${refused.line}: ${refused.reason}`);
  const [header, ...rows] = parts.flatMap((part) => part.rows);
  if (header === undefined || rows.length === 0) throw badTable(`${file} has no rows`);
  const isFirst = columns.size === 0;
  if (isFirst) for (const name of header) columns.set(name, []);
  const unknown = header.find((name) => !columns.has(name));
  if (header.length !== columns.size || unknown !== undefined) {
    throw badTable(`${file} has other columns than the files before it, or a column twice`);
  }
  rows.forEach((row, i) => {
    if (row.length !== header.length) {
      throw badTable(`${file}: row ${i + 1} has ${row.length} fields, the header ${header.length}`);
    }
    header.forEach((name, j) => {
      columns.get(name)!.push(row[j]!);
    });
  });
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw badTable(`the file is no whole gzip file: ${(error as Error).message}`);
  }
}

function delimiterOf(line: string): string {
  const count = (character: string) => line.split(character).length;
  return [",", ";", "\t"].reduce((best, character) => (count(character) > count(best) ? character : best));
}

function badTable(message: string): AttuneError {
  return new AttuneError("bad-request", message, { path: "file" });
}
