import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { type CsvCell, formatCsv } from "../format/csv.ts";
import style from "./data-table.module.css";
import { saveFile } from "./save-file.ts";

export interface Column<Row> {
  title: string;
  show: (row: Row) => ReactNode;
  /** What an exported table has in its place; left out: the column is not exported. */
  csv?: (row: Row) => CsvCell;
  /** Figures stand to the right. */
  isNumber?: boolean;
  /** The further columns that a value belongs with, such as the ends of an interval. */
  csvAlso?: ReadonlyArray<{ title: string; csv: (row: Row) => CsvCell }>;
}

interface DataTableProps<Row> {
  /** Says what the table holds; also the name of its file. */
  caption: string;
  rows: readonly Row[];
  columns: ReadonlyArray<Column<Row>>;
  rowKey: (row: Row) => string;
}

/** Rows and columns; on narrow screens a card a row. What is seen can be taken along as CSV. */
export function DataTable<Row>({ caption, rows, columns, rowKey }: DataTableProps<Row>) {
  return (
    <div className={style.frame}>
      <table className={style.table}>
        <caption className={style.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" data-number={isNumber || undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, show, isNumber }, index) =>
                index === 0 ? (
                  <th key={title} scope="row">
                    {show(row)}
                  </th>
                ) : (
                  <td key={title} data-label={title} data-number={isNumber || undefined}>
                    {show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={style.foot}>
        <Button variant="subtle" size="compact-sm" onClick={() => save(caption, rows, columns)}>
          Save as CSV
        </Button>
      </div>
    </div>
  );
}

function save<Row>(caption: string, rows: readonly Row[], columns: ReadonlyArray<Column<Row>>): void {
  const exported = columns.flatMap(({ title, csv, csvAlso = [] }) => (csv ? [{ title, csv }, ...csvAlso] : []));
  const text = formatCsv([
    exported.map(({ title }) => title),
    ...rows.map((row) => exported.map(({ csv }) => csv(row))),
  ]);
  saveFile(`${caption.toLowerCase().replace(/[^a-z\d]+/g, "-")}.csv`, "text/csv", text);
}
