import { endOfJsonString } from "./end-of-json-string.ts";

/** From `start` to before `end`, in characters. */
export interface Span {
  start: number;
  end: number;
}

export interface BodyParts {
  /** The elements of the list, or of the object's `batch`; undefined where the body is one event. */
  elements?: Span[];
  /** The values of the object's other fields, by name. */
  fields: Array<{ name: string; span: Span }>;
}

/**
 * Where the parts of a body lie, told by its brackets, commas and quotes alone: for bodies of which some part cannot be parsed. The parts
 * need not be sound JSON. Undefined where the text is neither a list nor an object, or does not close. Linear.
 */
export function bodyParts(json: string): BodyParts | undefined {
  const start = afterSpace(json, 0);
  if (json[start] === "[") {
    const elements = spansIn(json, start);
    return elements && { elements, fields: [] };
  }
  const members = json[start] === "{" ? spansIn(json, start) : undefined;
  if (members === undefined) return undefined;
  const parts: BodyParts = { fields: [] };
  for (const member of members) {
    const named = fieldOf(json, member);
    if (named === undefined) return undefined;
    const list = named.name === "batch" && json[named.span.start] === "[" ? spansIn(json, named.span.start) : undefined;
    if (list === undefined) parts.fields.push(named);
    else parts.elements = list;
  }
  return parts;
}

/** What stands between the commas of the list or object that opens at `open`; undefined where it does not close. */
function spansIn(json: string, open: number): Span[] | undefined {
  const spans: Span[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < json.length; at++) {
    switch (json[at]) {
      case '"':
        at = endOfJsonString(json, at) - 1;
        break;
      case "[":
      case "{":
        depth += 1;
        break;
      case ",":
        if (depth > 1) break;
        spans.push(trimmed(json, start, at));
        start = at + 1;
        break;
      case "]":
      case "}": {
        depth -= 1;
        if (depth > 0) break;
        const last = trimmed(json, start, at);
        if (last.end > last.start) spans.push(last);
        return spans;
      }
    }
  }
  return undefined;
}

function fieldOf(json: string, { start, end }: Span): { name: string; span: Span } | undefined {
  if (json[start] !== '"') return undefined;
  const nameEnd = endOfJsonString(json, start);
  const colon = afterSpace(json, nameEnd);
  if (json[colon] !== ":" || colon >= end) return undefined;
  try {
    const name: unknown = JSON.parse(json.slice(start, nameEnd));
    return typeof name === "string" ? { name, span: trimmed(json, colon + 1, end) } : undefined;
  } catch {
    return undefined;
  }
}

function trimmed(json: string, start: number, end: number): Span {
  const from = Math.min(afterSpace(json, start), end);
  let to = end;
  while (to > from && isSpace(json.charCodeAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

function afterSpace(json: string, start: number): number {
  let at = start;
  while (isSpace(json.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
