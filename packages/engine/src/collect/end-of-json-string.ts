const backslash = 0x5c;

/** The position after the JSON string that opens at `start`; the text's end where it never closes. */
export function endOfJsonString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return json.length;
}
