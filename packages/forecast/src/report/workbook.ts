import type { Expression } from "./sheet-expression.ts";

/** How a cell looks. `input` marks numbers that people are meant to change. */
export type CellStyle = "plain" | "head" | "money" | "percent" | "number" | "input" | "note";

export interface Cell {
  content: string | number | { formula: string; value: number };
  style: CellStyle;
}

/** A sheet under construction: cells by row and column, both from 0. */
export interface Sheet {
  name: string;
  /** Widths in characters, by column. */
  widths: number[];
  /** Rows and columns that stay while others scroll. */
  frozen: { rows: number; columns: number };
  cells: Map<string, { row: number; column: number; cell: Cell }>;
}

const forbidden = /[[\]:*?/\\']/g;

/** Excel allows 31 characters in a sheet's name, and not all of them. */
export function createSheet(name: string, widths: number[], frozen = { rows: 1, columns: 1 }): Sheet {
  return { name: name.replace(forbidden, " ").trim().slice(0, 31) || "Sheet", widths, frozen, cells: new Map() };
}

export function write(
  sheet: Sheet,
  row: number,
  column: number,
  content: Cell["content"],
  style: CellStyle = "plain",
): void {
  sheet.cells.set(`${row}/${column}`, { row, column, cell: { content, style } });
}

/** Writes a formula and answers the cell, to be used in further formulas of the same sheet. */
export function compute(
  sheet: Sheet,
  row: number,
  column: number,
  expression: Expression,
  style: CellStyle = "number",
): Expression {
  write(sheet, row, column, { formula: expression.formula, value: expression.value }, style);
  return { formula: cellName(row, column), value: expression.value, rank: 3 };
}

/** Writes a number that people may change, and answers the cell. */
export function input(sheet: Sheet, row: number, column: number, value: number): Expression {
  write(sheet, row, column, value, "input");
  return { formula: cellName(row, column), value, rank: 3 };
}

/** The same cell seen from another sheet, wherever the formula is copied. */
export function fromSheet({ name }: Sheet, row: number, column: number, value: number): Expression {
  return { formula: `'${name}'!$${columnName(column)}$${row + 1}`, value, rank: 3 };
}

export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}
