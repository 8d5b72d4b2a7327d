/** No message needs more; parsers go as deep as a text does, and a deep one would end the whole process with the stack. */
const mostLevels = 100;

/** Tags that something ends. */
const blocks = new Set(["if", "unless", "for", "case", "tablerow", "capture", "block", "comment", "raw"]);

/** What of a template nests too deep to be read: brackets within one Liquid tag, Liquid blocks, or MJML elements; null: nothing. Linear, and before anything is parsed. */
export function nestsTooDeep(text: string): string | null {
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

function* piecesBetween(text: string, begin: string, end: string): Generator<string> {
  for (let at = text.indexOf(begin); at >= 0; ) {
    const from = at + begin.length;
    const until = text.indexOf(end, from);
    if (until < 0) return;
    yield text.slice(from, until);
    at = text.indexOf(begin, until + end.length);
  }
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
