import type { Condition } from "@attune/model/condition";
import { clauseReaders } from "./clause-readers.ts";
import { type Fields, hint, onlyFields, Refusal } from "./read-fields.ts";

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; path: string; message: string };

const joins = ["all", "any", "not"] as const;
const heads: readonly string[] = [...joins, ...Object.keys(clauseReaders)];
const maximumDepth = 10;
/** Of one condition, however they are joined: each is looked at in every decision. */
const maximumClauses = 500;

/** Reads a condition as people write it. What is refused is told with its path and, where one is near, the word that was meant. */
export function parseCondition(input: unknown, path: string): ParsedCondition {
  try {
    return { ok: true, condition: parse(input, path, 0, { clauses: 0 }) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, path: error.path, message: error.message };
    throw error;
  }
}

/** What was read of the whole condition so far. */
interface Size {
  clauses: number;
}

function parse(input: unknown, path: string, depth: number, size: Size): Condition {
  if (depth > maximumDepth) throw new Refusal(path, `conditions nest at most ${maximumDepth} deep`);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Refusal(path, "a condition is a mapping such as { event: Product Viewed, atLeast: 3 }");
  }
  const fields = input as Fields;
  const head = headOf(fields, path);
  if (head === "all" || head === "any") {
    onlyFields(fields, [head], path);
    const list = fields[head];
    if (!Array.isArray(list) || list.length === 0) {
      throw new Refusal(`${path}.${head}`, "needs a list of at least one condition");
    }
    const conditions = list.map((item, i) => parse(item, `${path}.${head}[${i}]`, depth + 1, size));
    return head === "all" ? { all: conditions } : { any: conditions };
  }
  if (head === "not") {
    onlyFields(fields, ["not"], path);
    return { not: parse(fields.not, `${path}.not`, depth + 1, size) };
  }
  size.clauses += 1;
  if (size.clauses > maximumClauses) {
    throw new Refusal(path, `has more than ${maximumClauses} clauses; for a list of people, say a trait with \`in\``);
  }
  return clauseReaders[head as keyof typeof clauseReaders](fields, path);
}

function headOf(fields: Fields, path: string): string {
  const found = heads.filter((head) => Object.hasOwn(fields, head));
  if (found.length === 1) return found[0]!;
  const names = Object.keys(fields);
  const unknown = found.length === 0 ? names[0] : undefined;
  const told = unknown === undefined ? "" : hint(unknown, heads);
  if (told.includes("did you mean")) throw new Refusal(path, `asks ${unknown}, which is not known here; ${told}`);
  throw new Refusal(path, `must ask exactly one of ${heads.join(", ")}; found ${names.join(", ") || "nothing"}`);
}
