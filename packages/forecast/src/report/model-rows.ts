import type { Expression } from "./sheet-expression.ts";
import { type CellStyle, cellName, columnName, compute, type Sheet, write } from "./workbook.ts";

/** The cell that holds a quantity, or another number that people may change. */
export interface InputCells {
  quantity(slot: number): Expression;
  discountRate: Expression;
}

/** Writes rows that have a value each month, and rows of one value. Formulas may refer to what was written before. */
export interface ModelRows {
  /** A row of one value, in the second column. */
  constant(label: string, expression: Expression, style?: CellStyle): Expression;
  /** A number that people may change, in the second column. */
  changeable(label: string, value: number): Expression;
  /** The cell of a row in a month (0 is today); the row is begun where there is none of this label yet. */
  monthly(label: string, month: number, expression: Expression, style?: CellStyle): Expression;
  /** The row's cells from one month to another, as a range. */
  range(label: string, from: number, to: number): string;
}

/** Columns of a model sheet. */
export const modelColumns = { labels: 0, constants: 1, month0: 2 } as const;

const FIRST_ROW = 2;

/** Rows of the sheet below its two lines of heads, each with its label. */
export function createRows(sheet: Sheet): ModelRows {
  const places = new Map<string, number>();
  function rowOf(label: string): number {
    const known = places.get(label);
    if (known !== undefined) return known;
    const row = FIRST_ROW + places.size;
    places.set(label, row);
    write(sheet, row, modelColumns.labels, label);
    return row;
  }
  /** In the same row for every month that a formula is copied to. */
  const fixed = (row: number, value: number): Expression => ({
    formula: `$${columnName(modelColumns.constants)}$${row + 1}`,
    value,
    rank: 3,
  });
  return {
    constant(label, expression, style = "number") {
      const row = rowOf(label);
      compute(sheet, row, modelColumns.constants, expression, style);
      return fixed(row, expression.value);
    },
    changeable(label, value) {
      const row = rowOf(label);
      write(sheet, row, modelColumns.constants, value, "input");
      return fixed(row, value);
    },
    monthly: (label, month, expression, style = "number") =>
      compute(sheet, rowOf(label), modelColumns.month0 + month, expression, style),
    range: (label, from, to) =>
      `${cellName(rowOf(label), modelColumns.month0 + from)}:${cellName(rowOf(label), modelColumns.month0 + to)}`,
  };
}
