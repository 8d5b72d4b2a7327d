import { Button } from "@mantine/core";
import { type CsvCell, formatCsv } from "../format/csv.ts";
import { saveFile } from "./save-file.ts";

export interface CsvColumn<Row> {
  title: string;
  csv?: ((row: Row) => CsvCell) | undefined;
  /** The further columns that a value belongs with, such as the ends of an interval. */
  csvAlso?: ReadonlyArray<{ title: string; csv: (row: Row) => CsvCell }>;
}

interface SaveCsvProps<Row> {
  /** Says what the table holds; also the name of its file. */
  caption: string;
  rows: readonly Row[];
  columns: ReadonlyArray<CsvColumn<Row>>;
}

/** Takes a table along as a file. */
export function SaveCsv<Row>({ caption, rows, columns }: SaveCsvProps<Row>) {
  const save = () => {
    const exported = columns.flatMap(({ title, csv, csvAlso = [] }) => [...(csv ? [{ title, csv }] : []), ...csvAlso]);
    const text = formatCsv([
      exported.map(({ title }) => title),
      ...rows.map((row) => exported.map(({ csv }) => csv(row))),
    ]);
    saveFile(`${caption.toLowerCase().replace(/[^a-z\d]+/g, "-")}.csv`, "text/csv", text);
  };
  return (
    <Button variant="subtle" size="compact-sm" onClick={save}>
      Save as CSV
    </Button>
  );
}
