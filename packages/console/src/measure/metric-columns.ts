import type { MetricComparison } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { CsvCell } from "../format/csv.ts";

/** The figures of a comparison as columns of a file; what is not known stays empty. */
export const metricColumns: ReadonlyArray<{ title: string; csv: (metric: MetricComparison) => CsvCell }> = [
  { title: "Metric", csv: ({ name }) => name },
  { title: "Treated", csv: ({ treated }) => known(treated) },
  { title: "Control", csv: ({ control }) => known(control) },
  { title: "Difference", csv: ({ effect }) => (isUndetermined(effect) ? null : effect.estimate) },
  { title: "Difference from", csv: ({ effect }) => (isUndetermined(effect) ? null : effect.interval[0]) },
  { title: "Difference to", csv: ({ effect }) => (isUndetermined(effect) ? null : effect.interval[1]) },
  { title: "Lift", csv: ({ lift }) => (isUndetermined(lift) ? null : lift.estimate) },
  { title: "Lift from", csv: ({ lift }) => (isUndetermined(lift) ? null : lift.interval[0]) },
  { title: "Lift to", csv: ({ lift }) => (isUndetermined(lift) ? null : lift.interval[1]) },
];

const known = (value: number | Undetermined): CsvCell => (isUndetermined(value) ? null : value);
