import type { MetricComparison } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { CsvCell } from "../format/csv.ts";
import { intervalColumns } from "../format/interval-columns.ts";

/** The figures of a comparison as columns of a file, with who is compared with whom; what is not known stays empty. */
export function metricColumns<Row>(
  treatedLabel: string,
  controlLabel: string,
  of: (row: Row) => MetricComparison,
): ReadonlyArray<{ title: string; csv: (row: Row) => CsvCell }> {
  return [
    { title: "Metric", csv: (row) => of(row).name },
    { title: "Unit", csv: (row) => of(row).unit },
    { title: "Compared", csv: () => `${treatedLabel} against ${controlLabel}` },
    { title: "Treated", csv: (row) => known(of(row).treated) },
    { title: "Control", csv: (row) => known(of(row).control) },
    { title: "Difference", csv: (row) => middle(of(row).effect) },
    ...intervalColumns("Difference", (row: Row) => ends(of(row).effect)),
    { title: "Lift", csv: (row) => middle(of(row).lift) },
    ...intervalColumns("Lift", (row: Row) => ends(of(row).lift)),
  ];
}

const known = (value: number | Undetermined): CsvCell => (isUndetermined(value) ? null : value);

const middle = (value: { estimate: number } | Undetermined): CsvCell => (isUndetermined(value) ? null : value.estimate);

function ends(value: MetricComparison["effect"] | MetricComparison["lift"]) {
  return isUndetermined(value) ? value : value.interval;
}
