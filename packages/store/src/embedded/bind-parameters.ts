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
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(name, item)).join(", ")}]`;
  throw new TypeError(`parameter ${name} cannot be written as a literal`);
}

/** In ClickHouse's string literals only the backslash, the quote and the zero byte mean something. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`;
}
