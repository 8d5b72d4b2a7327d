/**
 * JSON text of a parsed value of any depth. `JSON.stringify` recurses, and gives up on what `JSON.parse` can still read.
 * Numbers, strings and the rest are written as it writes them.
 */
export function deepJsonText(value: unknown): string {
  let text = "";
  /** What is still to be written: a literal piece of text, or a value. */
  const pending: Array<{ literal: string } | { value: unknown }> = [{ value }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ("literal" in next) text += next.literal;
    else if (typeof next.value !== "object" || next.value === null) text += JSON.stringify(next.value) ?? "null";
    else pending.push(...piecesOf(next.value).reverse());
  }
  return text;
}

function piecesOf(value: object): Array<{ literal: string } | { value: unknown }> {
  const isList = Array.isArray(value);
  const inner = Object.entries(value).flatMap(([key, field], index) => {
    const before = index === 0 ? "" : ",";
    return [{ literal: isList ? before : `${before}${JSON.stringify(key)}:` }, { value: field }];
  });
  return [{ literal: isList ? "[" : "{" }, ...inner, { literal: isList ? "]" : "}" }];
}
