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
  /** Covariates in which hardly anybody differs: what they are adjusted by would hang on who they happen to be, and they are left out. */
  rareColumns: string[];
}

/** Who differs in a covariate is too few to learn from: fewer than so many in an arm, and a small share of all. Ten for a coefficient, as Peduzzi et al. (1996) found for events. */
const fewestDiffering = 10;
const smallShare = 0.02;

/**
 * Leaves out rows with a missing number (NaN) and covariates that are constant or nearly so; undetermined where the treatment is not 0/1, an arm has
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
  const isRare = (column: NamedColumn) => !isConstant(column) && differsRarely(column.values, arms);
  return {
    data: {
      outcome: outcomes,
      treated: Uint8Array.from(arms),
      covariates: taken.filter((column) => !isConstant(column) && !isRare(column)),
    },
    missingRows: outcome.length - rows.length,
    constantColumns: taken.filter(isConstant).map((column) => column.name),
    rareColumns: taken.filter(isRare).map((column) => column.name),
  };
}

function differsRarely(values: Float64Array, arms: Float64Array): boolean {
  const usual = mostFrequent(values);
  const differing = [0, 0];
  values.forEach((value, i) => {
    if (value !== usual) differing[arms[i]!]! += 1;
  });
  const [control = 0, treated = 0] = differing;
  return control + treated < smallShare * values.length && Math.min(control, treated) < fewestDiffering;
}

function mostFrequent(values: Float64Array): number {
  const counts = new Map<number, number>();
  let [most, often] = [values[0]!, 0];
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > often) [most, often] = [value, count];
  }
  return most;
}
