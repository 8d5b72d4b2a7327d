import type { ReactNode } from "react";
import style from "./data-table.module.css";
import { type CsvColumn, SaveCsv } from "./save-csv.tsx";

export interface Column<Row> extends Omit<CsvColumn<Row>, "csv"> {
  show: (row: Row) => ReactNode;
  /** What an exported table has in its place; left out: only what `csvAlso` says is exported. */
  csv?: CsvColumn<Row>["csv"];
  /** Figures stand to the right. */
  isNumber?: boolean;
  /** Sentences, which on a narrow screen take the whole width. */
  isText?: boolean;
  /** Stands below the column: the scale of what is drawn in it. */
  below?: ReactNode;
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
              {columns.map(({ title, show, isNumber, isText }, index) =>
                index === 0 ? (
                  <th key={title} scope="row">
                    {show(row)}
                  </th>
                ) : (
                  <td
                    key={title}
                    data-label={title}
                    data-number={isNumber || undefined}
                    data-text={isText || undefined}
                  >
                    {show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {columns.some(({ below }) => below !== undefined) ? (
          <tfoot>
            <tr>
              {columns.map(({ title, below }) => (
                <td key={title}>{below}</td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
      <div className={style.foot}>
        <SaveCsv caption={caption} rows={rows} columns={columns} />
      </div>
    </div>
  );
}
