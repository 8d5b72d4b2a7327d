import { hasCode } from "@attune/model/errors";
import { addTableText } from "../../study/text-table.ts";
import { UsageError } from "../usage-error.ts";
import { readTextFile } from "./read-text-file.ts";

/**
 * CSV files as columns of texts, several files one after another where they have the same columns. Throws a usage error for a file that
 * cannot be read, is empty or has a row that is no row.
 */
export async function readTableColumns(paths: readonly string[]): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>();
  for (const path of paths) {
    const pieces: string[] = [];
    await readTextFile(path, (text) => pieces.push(text));
    try {
      addTableText(columns, path, pieces.join(""));
    } catch (error) {
      throw hasCode(error, "bad-request") ? new UsageError((error as Error).message) : error;
    }
  }
  return columns;
}
