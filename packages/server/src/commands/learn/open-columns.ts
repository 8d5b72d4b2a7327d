import { createReadStream } from "node:fs";
import type { TableFormat } from "../../import/mapping.ts";
import { readTable } from "../../import/read-table.ts";
import { UsageError } from "../usage-error.ts";

/** How the columns of a table are named on the command line. */
export interface ColumnChoice {
  /**
   * A header's name (`user_id`; a typed header's name without its type will do), or a number from 1 where there is no header. Of several names for one column
   * the first that the table has.
   */
  columns: readonly (string | readonly string[])[];
  /** False: the first row is data already. */
  header: boolean;
}

const delimiters = ["\t", ",", ";", "|"];

/** The chosen columns of each row, in the order they were chosen. Delimiter and gzip are found out from the content. */
export async function* openColumns(path: string, { columns, header }: ColumnChoice): AsyncGenerator<string[]> {
  const delimiter = await findDelimiter(path);
  let places: number[] | null = header ? null : columns.map((column) => numberedColumn(path, [column].flat()[0]!));
  for await (const { rows, refused } of readTable(opened(path), { kind: "csv", delimiter, encoding: "utf-8" })) {
    if (refused[0] !== undefined) throw new UsageError(`${path}, line ${refused[0].line}: ${refused[0].reason}`);
    for (const row of rows) {
      if (places === null) places = columns.map((column) => namedColumn(path, row, [column].flat()));
      else yield places.map((place) => row[place] ?? "");
    }
  }
}

/** Whichever of tab, comma, semicolon and bar stands most often in the first line. */
async function findDelimiter(path: string): Promise<string> {
  const lines: TableFormat = { kind: "jsonl", delimiter: ",", encoding: "utf-8" };
  for await (const { rows } of readTable(opened(path), lines)) {
    const first = rows[0]?.[0];
    if (first === undefined) continue;
    const count = (delimiter: string) => first.split(delimiter).length;
    return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
  }
  throw new UsageError(`${path} is empty`);
}

async function* opened(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

function namedColumn(path: string, header: readonly string[], choices: readonly string[]): number {
  const names = header.map((name) => name.trim());
  for (const column of choices) {
    const exact = names.indexOf(column);
    const place = exact >= 0 ? exact : names.findIndex((name) => name.split(":")[0] === column);
    if (place >= 0) return place;
  }
  throw new UsageError(`${path} has no column ${choices.join(" or ")}; it has ${names.join(", ")}`);
}

function numberedColumn(path: string, column: string): number {
  const number = Number(column);
  if (!Number.isInteger(number) || number < 1) {
    throw new UsageError(`${path} has no header (--no-header), so columns are numbers from 1, not ${column}`);
  }
  return number - 1;
}
