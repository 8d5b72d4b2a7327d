import { textLiteral } from "../sql/text-literal.ts";

/**
 * Writes parameters into the `{name:Type}` placeholders of a query, as literals. chDB can bind them itself, but its binding calls wait for
 * each other across sessions: a dashboard would wait for the longest report.
 *
 * @throws TypeError for a parameter that is missing or is none of integer, string, list of strings, null
 */
export function bindParameters(sql: string, parameters: Record<string, unknown>): string {
  return sql.replace(/\{(\w+):[^}]+\}/g, (_, name: string) => literal(name, parameters[name]));
}

function literal(name: string, value: unknown): string {
  if (value === null) return "NULL";
  if (Number.isSafeInteger(value)) return `${value}`;
  if (typeof value === "string") return textLiteral(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(name, item)).join(", ")}]`;
  throw new TypeError(`parameter ${name} cannot be written as a literal`);
}
