import { piecesBetween } from "./pieces-between.ts";

/** A long newsletter has some fifty thousand. */
const mostCharacters = 200_000;
/** No message needs more; parsers go as deep as a text does, and a deep one would end the whole process with the stack. */
const mostLevels = 100;

/** Tags that something ends. */
const blocks = new Set(["if", "unless", "for", "case", "tablerow", "capture", "block", "comment", "raw"]);

/** Why a template is too long or nests too deep to be read: brackets within one Liquid tag, Liquid blocks, or MJML elements; null: it can be. Linear, and before anything is parsed. */
export function whyUnreadable(text: string): string | null {
  if (text.length > mostCharacters) return `is longer than ${mostCharacters} characters`;
  let open = 0;
  for (const tag of [...piecesBetween(text, "{{", "}}"), ...piecesBetween(text, "{%", "%}")])
    if (bracketLevels(tag) > mostLevels) return `nests brackets deeper than ${mostLevels} levels`;
  for (const tag of piecesBetween(text, "{%", "%}")) {
    const [name = ""] = tag.replace(/^-/, "").trimStart().split(/\W/, 1);
    if (blocks.has(name)) open += 1;
    else if (name.startsWith("end") && open > 0) open -= 1;
    if (open > mostLevels) return `nests Liquid blocks deeper than ${mostLevels} levels`;
  }
  let elements = 0;
  for (const tag of piecesBetween(text, "<", ">")) {
    if (tag.startsWith("/mj")) elements = Math.max(0, elements - 1);
    else if (tag.startsWith("mj") && !tag.endsWith("/")) elements += 1;
    if (elements > mostLevels) return `nests MJML elements deeper than ${mostLevels} levels`;
  }
  return null;
}

function bracketLevels(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === "(" || character === "[") most = Math.max(most, ++depth);
    else if (character === ")" || character === "]") depth -= 1;
  }
  return most;
}
