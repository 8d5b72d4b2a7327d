import type { ColumnReader } from "./column-reader.ts";
import type { BuildEvent } from "./event-builder.ts";
import type { AddRow } from "./line-reader.ts";
import type { MappedRows, RowMapper } from "./mapping.ts";
import { emptyGroup, type RowGroup } from "./row-group.ts";

/** Events handed on together at the end. */
const eventsPerPart = 500;

/**
 * Rows that share a value become one event. They need not stand together, so that all are held until the table ends (a few hundred
 * bytes a row). Events come out in the order of their first rows.
 */
export function createGroupMapper(
  keyOf: ColumnReader,
  keyColumn: string,
  { addRow, build }: { addRow: AddRow; build: BuildEvent },
): RowMapper {
  const groups = new Map<string, RowGroup>();
  return {
    takeRow(fields, line, out) {
      const key = keyOf(fields).trim();
      if (key === "") {
        out.refused.push({ line, reason: `\`${keyColumn}\` is empty.` });
        return;
      }
      let group = groups.get(key);
      if (group === undefined) {
        group = emptyGroup(key, fields);
        groups.set(key, group);
      }
      addRow(group, fields, line);
    },
    *end() {
      let part: MappedRows = { events: [], refused: [] };
      for (const group of groups.values()) {
        finish(group, build, part);
        if (part.events.length < eventsPerPart) continue;
        yield part;
        part = { events: [], refused: [] };
      }
      yield part;
    },
  };
}

/** A group with a fault is refused whole: each of its rows, naming the one at fault. */
function finish(group: RowGroup, build: BuildEvent, out: MappedRows): void {
  const [first = 0] = group.lines;
  if (group.fault === null) {
    const built = build(group);
    if ("raw" in built) {
      out.events.push({ raw: built.raw, line: first });
      return;
    }
    for (const line of group.lines) out.refused.push({ line, reason: built.refusal });
    return;
  }
  const { line: faultLine, reason } = group.fault;
  for (const line of group.lines) {
    const isFault = line === faultLine;
    out.refused.push({
      line,
      reason: isFault ? reason : `Belongs to ${group.key}, refused for line ${faultLine}: ${reason}`,
    });
  }
}
