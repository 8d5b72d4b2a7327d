import type { ColumnReader } from "./column-reader.ts";
import { createContentIds } from "./content-ids.ts";
import type { BuildEvent } from "./event-builder.ts";
import type { AddRow } from "./line-reader.ts";
import type { RowMapper } from "./mapping.ts";
import { emptyGroup } from "./row-group.ts";

/** Every row becomes one event. Without a column for the message id, the row's own content is its id. */
export function createSingleMapper(
  idOf: ColumnReader | undefined,
  { addRow, build }: { addRow: AddRow; build: BuildEvent },
): RowMapper {
  const contentId = createContentIds();
  return {
    takeRow(fields, line, out) {
      const stated = idOf?.(fields).trim() ?? "";
      const group = emptyGroup(stated === "" ? contentId(fields.join("\u001f")) : stated, fields);
      addRow(group, fields, line);
      const built = group.fault === null ? build(group) : { refusal: group.fault.reason };
      if ("raw" in built) out.events.push({ raw: built.raw, line });
      else out.refused.push({ line, reason: built.refusal });
    },
    *end() {},
  };
}
