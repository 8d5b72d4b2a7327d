/** A text as a literal: in ClickHouse's only the backslash, the quote and the zero byte mean something. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`;
}
