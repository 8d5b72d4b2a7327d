import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { NamedColumn } from "./method-estimate.ts";

/** One row a person: what they got, what came of it, what was known before. */
export interface TreatmentData {
  outcome: Float64Array;
  /** 1 treated, 0 control. */
  treated: Uint8Array;
  covariates: readonly NamedColumn[];
}

/** Rows that are whole, and how many were left out for a missing value. */
export interface WholeRows {
  data: TreatmentData;
  missingRows: number;
  /** Covariates that never change: they can confound nothing, and are left out. */
  constantColumns: string[];
}

/**
 * Leaves out rows with a missing number (NaN) and covariates that are constant; undetermined where the treatment is not 0/1, an arm has
 * fewer than two rows, or the outcome never varies.
 */
export function wholeRows(
  outcome: Float64Array,
  treatment: Float64Array,
  covariates: readonly NamedColumn[],
): WholeRows | Undetermined {
  const rows = Uint32Array.from(
    [...outcome.keys()].filter(
      (i) =>
        Number.isFinite(outcome[i]) &&
        Number.isFinite(treatment[i]) &&
        covariates.every((column) => Number.isFinite(column.values[i])),
    ),
  );
  const take = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const arms = take(treatment);
  if (arms.some((value) => value !== 0 && value !== 1)) {
    return undetermined("treatment-not-binary", "The treatment must be 1 for the treated and 0 for everybody else.");
  }
  const treatedCount = arms.reduce((sum, value) => sum + value, 0);
  if (treatedCount < 2 || rows.length - treatedCount < 2) {
    return undetermined("too-few-people", "Each group needs at least two rows without missing values.");
  }
  const outcomes = take(outcome);
  if (outcomes.every((value) => value === outcomes[0])) {
    return undetermined("zero-variance", "The outcome is the same for everybody.");
  }
  const taken = covariates.map((column) => ({ name: column.name, values: take(column.values) }));
  const isConstant = ({ values }: NamedColumn) => values.every((value) => value === values[0]);
  return {
    data: {
      outcome: outcomes,
      treated: Uint8Array.from(arms),
      covariates: taken.filter((column) => !isConstant(column)),
    },
    missingRows: outcome.length - rows.length,
    constantColumns: taken.filter(isConstant).map((column) => column.name),
  };
}
