/** One field of a row, as text. */
export type ColumnReader = (row: readonly string[]) => string;

/** Throws `bad-request` where the table has no such column. */
export type FindColumn = (column: string) => ColumnReader;
