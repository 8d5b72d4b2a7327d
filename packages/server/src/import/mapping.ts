/** How the text of a table is laid out. */
export interface TableFormat {
  kind: "csv" | "jsonl";
  /** One character, between fields. Ignored for `jsonl`. */
  delimiter: string;
  encoding: "utf-8" | "windows-1252";
}

/** A raw event in Segment's form, for `collectEvent`, and the line that it began on. */
export interface MappedEvent {
  raw: unknown;
  line: number;
}

/** A row that made no event, and why. */
export interface RefusedRow {
  line: number;
  reason: string;
}

export interface MappedRows {
  events: MappedEvent[];
  refused: RefusedRow[];
}

/** Turns the rows of one table, in their order, into events. Holds what it must remember between rows. */
export interface RowMapper {
  /** A row's fields in the header's order. */
  takeRow(fields: readonly string[], line: number, out: MappedRows): void;
  /** What was waiting for the last row, a part at a time. */
  end(): Generator<MappedRows>;
}

/** A way to read one kind of table. Its name is part of the source and of every message id. */
export interface Mapping {
  name: string;
  format: TableFormat;
  /** Throws `bad-request` where the header lacks a column. `header` is empty for `jsonl`, whose rows are one field: the line. */
  open(header: readonly string[]): RowMapper;
}
