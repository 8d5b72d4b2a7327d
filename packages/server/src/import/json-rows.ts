import type { RowMapper } from "./mapping.ts";
import type { MappingFile } from "./mapping-file.ts";
import { parseLine } from "./parse-line.ts";

/** The columns that a mapping of JSON lines names: paths such as `customer.id`. */
export function jsonColumns(file: MappingFile): string[] {
  const { userId, anonymousId, email, phone, loyaltyId } = file.identifiers;
  const choices = Object.values(file.consent ?? {}).flatMap((choice) => choice ?? []);
  const named = [
    ...[file.time].flat(),
    file.groupBy,
    file.messageId,
    file.currencyColumn,
    ...[userId, anonymousId, email, phone, loyaltyId].flat(),
    ...choices.map(({ column }) => column),
    ...Object.values(file.lines ?? {}),
    ...file.events.flatMap(({ when, eventColumn, time, amount, properties, traits }) => [
      when?.column,
      eventColumn,
      ...[time].flat(),
      typeof amount === "object" ? amount.column : undefined,
      ...Object.values(properties ?? {}),
      ...Object.values(traits ?? {}),
    ]),
  ];
  return [...new Set(named.filter((column) => column !== undefined))];
}

/** Feeds a mapper that reads fields with lines of JSON: each line's values at the columns' paths, as text. */
export function withJsonRows(mapper: RowMapper, columns: readonly string[]): RowMapper {
  const paths = columns.map((column) => column.split("."));
  return {
    takeRow([text = ""], line, out) {
      const row = parseRow(text);
      if ("fault" in row) out.refused.push({ line, reason: row.fault });
      else
        mapper.takeRow(
          paths.map((path) => textAt(row.object, path)),
          line,
          out,
        );
    },
    end: () => mapper.end(),
  };
}

function parseRow(text: string): { object: object } | { fault: string } {
  const parsed = parseLine(text);
  if ("value" in parsed && typeof parsed.value === "object" && parsed.value !== null) return { object: parsed.value };
  return "fault" in parsed ? parsed : { fault: "The line is not a JSON object." };
}

function textAt(row: object, path: readonly string[]): string {
  let value: unknown = row;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return "";
    value = (value as Record<string, unknown>)[key];
  }
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
