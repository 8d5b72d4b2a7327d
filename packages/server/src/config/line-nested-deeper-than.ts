const space = 0x20;
const dash = 0x2d;
const question = 0x3f;

/**
 * The line (from 1) at which a YAML text nests deeper than `levels`, null where none does: by indentation, by `- - -` on one line and by brackets together. A look at the text alone, before it is parsed: a
 * parser goes as deep as the text does, and on a deep one it ends the whole process with the stack. Brackets in quotes count too, so it may say yes too early,
 * where hundreds of them stay open. Linear.
 */
export function lineNestedDeeperThan(text: string, levels: number): number | null {
  /** Columns at which the present line and those that it stands in begin. */
  const columns: number[] = [];
  let brackets = 0;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line += 1;
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    let at = start;
    while (text.charCodeAt(at) === space) at += 1;
    if (at < end) {
      while (columns.length > 0 && columns.at(-1)! >= at - start) columns.pop();
      columns.push(at - start);
      while (isCompact(text, at)) {
        do at += 1;
        while (text.charCodeAt(at) === space);
        columns.push(at - start);
        if (columns.length + brackets > levels) return line;
      }
    }
    for (; at < end; at++) {
      const character = text[at];
      if (character === "[" || character === "{") brackets += 1;
      else if ((character === "]" || character === "}") && brackets > 0) brackets -= 1;
      if (columns.length + brackets > levels) return line;
    }
    start = end + 1;
  }
  return null;
}

/** `- ` or `? `: what follows on the line is one level further in. */
function isCompact(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === dash || code === question) && text.charCodeAt(at + 1) === space;
}
