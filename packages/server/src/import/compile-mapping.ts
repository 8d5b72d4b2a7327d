import { AttuneError } from "@attune/model/errors";
import type { FindColumn } from "./column-reader.ts";
import { createEventBuilder } from "./event-builder.ts";
import { createGroupMapper } from "./group-mapper.ts";
import { jsonColumns, withJsonRows } from "./json-rows.ts";
import { createLineReader } from "./line-reader.ts";
import type { Mapping, RowMapper, TableFormat } from "./mapping.ts";
import type { MappingFile } from "./mapping-file.ts";
import { createSingleMapper } from "./single-mapper.ts";

/** A mapping file ready to read tables. */
export function compileMapping(file: MappingFile): Mapping {
  return {
    name: file.name,
    format: formatOf(file),
    open(header) {
      if (file.format !== "jsonl") return openOn(header, file);
      const columns = jsonColumns(file);
      return withJsonRows(openOn(columns, file), columns);
    },
  };
}

function openOn(header: readonly string[], file: MappingFile): RowMapper {
  const find = columnFinder(header, file);
  const parts = { addRow: createLineReader(file.lines, find), build: createEventBuilder(file, find) };
  if (file.groupBy !== undefined) return createGroupMapper(find(file.groupBy), file.groupBy, parts);
  return createSingleMapper(file.messageId === undefined ? undefined : find(file.messageId), parts);
}

function formatOf(file: MappingFile): TableFormat {
  const encoding = file.encoding ?? "utf-8";
  if (file.format === "jsonl") return { kind: "jsonl", delimiter: "\n", encoding };
  return { kind: "csv", delimiter: file.delimiter ?? (file.format === "tsv" ? "\t" : ","), encoding };
}

function columnFinder(header: readonly string[], { name: mappingName, optional = [] }: MappingFile): FindColumn {
  const names = header.map((name) => name.trim());
  return (column) => {
    const index = names.indexOf(column);
    if (index !== -1) return (row) => row[index] ?? "";
    if (optional.includes(column)) return () => "";
    const known = names.map((name) => `\`${name}\``).join(", ");
    const message = `The mapping ${mappingName} needs a column \`${column}\`; the table has ${known}.`;
    throw new AttuneError("bad-request", message.slice(0, 2_000), { path: "mapping" });
  };
}
