import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { RefusedRow } from "../import/mapping.ts";

/** Where the rows of an import that did not become kept events are written down: one JSON line each, `{"line","reason"}`. */
export interface RefusedRows {
  write(rows: readonly RefusedRow[]): Promise<void>;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

/** The file comes into being with the first row. */
export function openRefusedRows(path: string): RefusedRows {
  let turn: Promise<void> = Promise.resolve();
  let isMade = false;
  return {
    write(rows) {
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      turn = turn.then(async () => {
        if (!isMade) await mkdir(dirname(path), { recursive: true });
        isMade = true;
        await appendFile(path, text);
      });
      return turn;
    },
    close: () => turn,
  };
}

/** For an instance without a data directory. */
export const forgetRefusedRows: RefusedRows = { write: async () => {}, close: async () => {} };
