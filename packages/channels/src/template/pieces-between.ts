/** What stands between `begin` and the next `end`, again and again. Linear, where a lazy pattern looks to the end of the text for each `begin` that nothing ends. */
export function* piecesBetween(text: string, begin: string, end: string): Generator<string> {
  for (let at = text.indexOf(begin); at >= 0; ) {
    const from = at + begin.length;
    const until = text.indexOf(end, from);
    if (until < 0) return;
    yield text.slice(from, until);
    at = text.indexOf(begin, until + end.length);
  }
}
