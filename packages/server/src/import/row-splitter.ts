import type { TableFormat } from "./mapping.ts";
import type { TableRows } from "./table-rows.ts";

/** A longer row is a quote that was never closed. */
export const maxRowLength = 4 * 1024 * 1024;

const neverClosed = "A quote that opens in this row is never closed.";
const notUtf8 = "The row is not valid UTF-8; a mapping can say `encoding: windows-1252`.";
const replacementCharacter = "\ufffd";
const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/** Splits text that arrives in pieces into rows of fields. */
export interface RowSplitter {
  /** The rows that this piece completes. */
  push(text: string): TableRows;
  /** The last row, where no newline ends it. */
  end(): TableRows;
}

/**
 * RFC 4180: quoted fields may hold delimiters, doubled quotes and newlines; rows end with `\n` or `\r\n`; empty lines are passed
 * over. A quote inside an unquoted field stands for itself. For `jsonl` a row is one field, the line.
 */
export function createRowSplitter(format: TableFormat): RowSplitter {
  const delimiter = format.delimiter.charCodeAt(0);
  const isQuoted = format.kind === "csv";
  let rest = "";
  let line = 1;
  let isFirst = true;

  function split(text: string, isLast: boolean): TableRows {
    const found: TableRows = { rows: [], lines: [], refused: [] };
    const isSpoilt = text.includes(replacementCharacter);
    let at = 0;
    while (at < text.length) {
      const cursor: Cursor = { at, newlines: 0 };
      const row = isQuoted ? readRow(text, cursor, delimiter, isLast) : readLine(text, cursor, isLast);
      if (row === undefined) {
        if (text.length - at <= maxRowLength) break;
        skipLine(text, cursor, at);
        found.refused.push({ line, reason: neverClosed });
      } else if (typeof row === "string") {
        found.refused.push({ line, reason: row });
      } else if (isSpoilt && row.some((field) => field.includes(replacementCharacter))) {
        found.refused.push({ line, reason: notUtf8 });
      } else if (row.length > 1 || row[0] !== "") {
        found.rows.push(row);
        found.lines.push(line);
      }
      line += cursor.newlines;
      at = cursor.at;
    }
    rest = text.slice(at);
    return found;
  }

  function withoutMark(text: string): string {
    if (!isFirst || text === "") return text;
    isFirst = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  return {
    push: (text) => split(rest + withoutMark(text), false),
    end: () => split(rest, true),
  };
}

interface Cursor {
  at: number;
  newlines: number;
}

function readLine(text: string, cursor: Cursor, isLast: boolean): string[] | undefined {
  const end = text.indexOf("\n", cursor.at);
  if (end === -1 && !isLast) return undefined;
  const stop = end === -1 ? text.length : end;
  const row = text.slice(cursor.at, text.charCodeAt(stop - 1) === carriageReturn ? stop - 1 : stop);
  cursor.at = stop + 1;
  cursor.newlines = 1;
  return [row];
}

/** The fields of one row; a reason where it is malformed; undefined where its end has not arrived. */
function readRow(text: string, cursor: Cursor, delimiter: number, isLast: boolean): string[] | string | undefined {
  const start = cursor.at;
  const fields: string[] = [];
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === quote) {
      const end = closingQuote(text, at);
      if (end === -1) {
        if (!isLast) return undefined;
        skipLine(text, cursor, start);
        return neverClosed;
      }
      const value = text.slice(at + 1, end);
      fields.push(value.includes('"') ? value.replaceAll('""', '"') : value);
      cursor.newlines += countNewlines(value);
      at = end + 1;
      if (text.charCodeAt(at) === carriageReturn && (at + 1 === text.length || text.charCodeAt(at + 1) === newline))
        at += 1;
    } else {
      const from = at;
      let code = text.charCodeAt(at);
      while (code !== delimiter && code !== newline && at < text.length) code = text.charCodeAt(++at);
      const end = code === newline && at > from && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at;
      fields.push(text.slice(from, end));
    }
    if (at >= text.length) {
      if (!isLast) return undefined;
      cursor.at = at;
      return fields;
    }
    const code = text.charCodeAt(at);
    at += 1;
    if (code === newline) {
      cursor.at = at;
      cursor.newlines += 1;
      return fields;
    }
    if (code !== delimiter) {
      const passed = cursor.newlines;
      skipLine(text, cursor, at);
      cursor.newlines += passed;
      return "Text stands after a closing quote.";
    }
  }
}

/** The quote that closes the field opened at `open`, passing over doubled ones; -1 where it has not arrived. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
  return -1;
}

/** Goes on after the line that `from` is in. */
function skipLine(text: string, cursor: Cursor, from: number): void {
  const end = text.indexOf("\n", from);
  cursor.at = end === -1 ? text.length : end + 1;
  cursor.newlines = end === -1 ? 0 : 1;
}

function countNewlines(value: string): number {
  let count = 0;
  for (let at = value.indexOf("\n"); at !== -1; at = value.indexOf("\n", at + 1)) count += 1;
  return count;
}
