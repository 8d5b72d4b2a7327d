import { maxParsedLevels } from "@attune/engine/collect/nests-deeper-than";
import { AttuneError } from "@attune/model/errors";
import { type Document, isCollection, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import { lineNestedDeeperThan } from "./line-nested-deeper-than.ts";
import { playbookFault } from "./playbook-fault.ts";

/** A file of hundreds of tactics has some hundred kilobytes. */
export const maxPlaybookBytes = 2 * 1024 * 1024;
/** YAML aliases can blow a small file up; a playbook has little use for them. */
const maxAliases = 100;

/**
 * What the YAML (or JSON) of a playbook says, as JSON could say it too; `{}` where it says nothing. Throws `bad-request` with the path of what cannot be kept, or with the
 * line (`line 3`) of what is no YAML.
 */
export function parsePlaybook(text: string): object {
  if (Buffer.byteLength(text) > maxPlaybookBytes)
    throw new AttuneError("bad-request", `attune.yaml: the file is larger than ${maxPlaybookBytes} bytes.`);
  const tooDeep = lineNestedDeeperThan(text, maxParsedLevels);
  if (tooDeep !== null) throw atLine(tooDeep, `nests deeper than ${maxParsedLevels} levels; write it flatter`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw notYaml(error, text, lines);
  refuseForm(document, lines);
  const value = saidBy(document, lines) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    const what = typeof value === "object" ? "a list" : "text or a number";
    throw atLine(startOf(document, lines), `is ${what} and no playbook; begin with a section such as \`placements:\``);
  }
  refuseUnkeepable(value, "", []);
  return value;
}

function notYaml({ code, message, pos: [start] }: YAMLError, text: string, lines: LineCounter): AttuneError {
  const { line, col } = lines.linePos(start);
  if (code === "MULTIPLE_DOCS")
    return atLine(line, "begins a second document with `---`; a playbook is one: leave the line out, or use two files");
  // Without pretty errors a message is one sentence; what stands there says more than a column.
  const stands = (text.split("\n")[line - 1] ?? "")
    .slice(Math.max(0, col - 1))
    .trim()
    .slice(0, 40);
  const where = stands === "" ? "" : ` (at \`${stands}\`)`;
  return atLine(line, `cannot be read as YAML${where}: ${message}`);
}

/** Refuses lists and objects as names: they would become text that nobody wrote. */
function refuseForm(document: Document.Parsed, lines: LineCounter): void {
  visit(document, {
    Pair(_key, { key }) {
      if (!isCollection(key)) return;
      throw atLine(
        lines.linePos(key.range?.[0] ?? 0).line,
        "has a list or an object where a name stands; text with braces or brackets needs quotes",
      );
    },
  });
}

function saidBy(document: Document.Parsed, lines: LineCounter): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (cause) {
    const tooMany = `or what follows repeats by aliases (\`*name\`) more than ${maxAliases} times; write out what is meant`;
    throw loneAlias(document, lines) ?? atLine(1, tooMany, cause);
  }
}

function loneAlias(document: Document.Parsed, lines: LineCounter): AttuneError | null {
  const anchors = new Set<string>();
  let found: AttuneError | null = null;
  visit(document, {
    Alias(_key, { source, range }) {
      if (anchors.has(source)) return undefined;
      const { line } = lines.linePos(range?.[0] ?? 0);
      found = atLine(
        line,
        `names *${source}, and no &${source} stands before it; text that begins with * needs quotes`,
      );
      return visit.BREAK;
    },
    Node(_key, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
  });
  return found;
}

function startOf({ contents }: Document.Parsed, lines: LineCounter): number {
  return lines.linePos(contents?.range?.[0] ?? 0).line;
}

function atLine(line: number, message: string, cause?: unknown): AttuneError {
  return playbookFault(`line ${Math.max(1, line)}`, message, cause);
}

/** What YAML can say and JSON cannot: aliases to what they stand in, sets and dates, numbers that are none, and a name that no object keeps as an entry. */
function refuseUnkeepable(value: unknown, path: string, around: readonly unknown[]): void {
  if (typeof value === "number" && !Number.isFinite(value))
    throw playbookFault(path, "is no number that can be written down; leave it out, or quote it");
  if (typeof value !== "object" || value === null) return;
  if (around.includes(value)) throw playbookFault(path, "is an alias of what it stands in; write out what is meant");
  const isList = Array.isArray(value);
  if (!isList && Object.getPrototypeOf(value) !== Object.prototype)
    throw playbookFault(
      path,
      "has a YAML tag (`!!…`) for a value that JSON does not have; write it as text, a list or an object",
    );
  for (const [key, inner] of Object.entries(value)) {
    const here = isList ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    if (key === "__proto__") throw playbookFault(here, "cannot be named so; choose another name");
    refuseUnkeepable(inner, here, [...around, value]);
  }
}
