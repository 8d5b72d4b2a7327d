/** What one metric reads of every unit. */
export interface Columns {
  values: Float64Array;
  denominators: Float64Array | null;
  covariates: { values: Float64Array; denominators: Float64Array | null } | null;
}

/** Which units belong to which group: groupOf[unit] is an index below `size`. */
export interface Grouping {
  groupOf: Uint32Array;
  size: number;
}

/** A column of names: codes[unit] is an index into `values`. */
export interface Codes {
  values: string[];
  codes: Uint32Array;
}
