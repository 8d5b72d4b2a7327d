import { takeRows } from "@attune/math/fit/folds";

/** People of a test: features from before, who was treated, what came of it. */
export interface UpliftData {
  /** `columns[feature][row]`; NaN is missing. */
  columns: readonly Float64Array[];
  /** 1 treated, 0 control. */
  treated: Uint8Array;
  outcome: Float64Array;
}

export function takeUpliftRows({ columns, treated, outcome }: UpliftData, rows: Int32Array): UpliftData {
  return {
    columns: columns.map((column) => takeRows(column, rows)),
    treated: Uint8Array.from(rows, (row) => treated[row]!),
    outcome: takeRows(outcome, rows),
  };
}

/** Rows of one arm. */
export function rowsOfArm(treated: Uint8Array, arm: 0 | 1): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < treated.length; i++) if (treated[i] === arm) rows.push(i);
  return Int32Array.from(rows);
}

/** Whether an outcome is 0/1, so that a logistic model fits it. */
export function isBinaryOutcome(outcome: Float64Array): boolean {
  return outcome.every((value) => value === 0 || value === 1);
}
