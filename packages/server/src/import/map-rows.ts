import { AttuneError } from "@attune/model/errors";
import type { MappedRows, Mapping, RowMapper } from "./mapping.ts";
import { readTable } from "./read-table.ts";
import type { TableRows } from "./table-rows.ts";

/** Some of a table's rows as events, with how many rows have been read so far. */
export interface MappedPart extends MappedRows {
  /** Rows read since the beginning, refused ones included, the header not. */
  rowCount: number;
}

/**
 * The raw events of a table, in parts, as its bytes arrive; each then goes through `collectEvent` with the source `import:<mapping>`.
 * Rows that cannot be read or mapped are among `refused`, with their lines. Throws `bad-request` for a table without the mapping's
 * columns.
 */
export async function* mapRows(source: AsyncIterable<Uint8Array>, mapping: Mapping): AsyncGenerator<MappedPart> {
  let mapper: RowMapper | undefined = mapping.format.kind === "jsonl" ? mapping.open([]) : undefined;
  let columnCount = 1;
  let rowCount = 0;
  for await (const found of readTable(source, mapping.format)) {
    let from = 0;
    if (mapper === undefined && found.rows.length > 0) {
      const header = found.rows[0]!;
      mapper = mapping.open(header);
      columnCount = header.length;
      from = 1;
    }
    rowCount += found.rows.length - from + found.refused.length;
    const part: MappedPart = { events: [], refused: [...found.refused], rowCount };
    if (mapper !== undefined) takeRows(found, from, columnCount, mapper, part);
    yield part;
  }
  if (mapper === undefined) throw new AttuneError("bad-request", "The table is empty: it has not even a header.");
  for (const part of mapper.end()) yield { ...part, rowCount };
}

function takeRows(
  { rows, lines }: TableRows,
  from: number,
  columnCount: number,
  mapper: RowMapper,
  out: MappedRows,
): void {
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!;
    const line = lines[i]!;
    if (row.length === columnCount) mapper.takeRow(row, line, out);
    else out.refused.push({ line, reason: `The row has ${row.length} fields, the header ${columnCount}.` });
  }
}
