import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** One row of a long table: a unit in a period. */
export interface PanelRows {
  unit: readonly string[];
  time: Float64Array;
  outcome: Float64Array;
}

/** A balanced panel: `outcome[unit * periods.length + period]`. */
export interface Panel {
  units: string[];
  /** Times in ascending order. */
  periods: Float64Array;
  outcome: Float64Array;
  /** Row of the long table that each cell came from, the same indexing. */
  rowOf: Int32Array;
  /** Units left out because a period or an outcome was missing. */
  droppedUnits: number;
}

/**
 * Turns a long table into a balanced panel: units that lack a period or whose outcome is missing (NaN) in one are left out and counted.
 * A unit seen twice in a period is undetermined: which of the two counts is not for us to say.
 */
export function balancedPanel({ unit, time, outcome }: PanelRows): Panel | Undetermined {
  const periods = Float64Array.from(new Set(time)).sort();
  if (periods.some((period) => !Number.isFinite(period))) {
    return undetermined("missing-time", "Some rows have no time that is a number.");
  }
  const periodAt = new Map(Array.from(periods, (period, i) => [period, i]));
  const unitAt = new Map<string, number>();
  for (const name of unit) if (!unitAt.has(name)) unitAt.set(name, unitAt.size);
  const rowOf = new Int32Array(unitAt.size * periods.length).fill(-1);
  for (let row = 0; row < unit.length; row++) {
    const cell = unitAt.get(unit[row]!)! * periods.length + periodAt.get(time[row]!)!;
    if (rowOf[cell] !== -1) {
      return undetermined("duplicate-rows", `Unit ${unit[row]} stands more than once at time ${time[row]}.`);
    }
    rowOf[cell] = row;
  }
  const names = [...unitAt.keys()];
  const whole = names.filter((_, i) => {
    const cells = rowOf.subarray(i * periods.length, (i + 1) * periods.length);
    return cells.every((row) => row !== -1 && Number.isFinite(outcome[row]));
  });
  if (whole.length === 0) return undetermined("no-whole-unit", "No unit has an outcome in every period.");
  const rows = new Int32Array(whole.length * periods.length);
  whole.forEach((name, i) => {
    const from = unitAt.get(name)! * periods.length;
    rows.set(rowOf.subarray(from, from + periods.length), i * periods.length);
  });
  return {
    units: whole,
    periods,
    outcome: Float64Array.from(rows, (row) => outcome[row]!),
    rowOf: rows,
    droppedUnits: names.length - whole.length,
  };
}
