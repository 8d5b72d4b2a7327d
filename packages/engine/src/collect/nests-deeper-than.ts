import { endOfJsonString } from "./end-of-json-string.ts";

const quote = 0x22;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Deeper is not parsed: parsing takes seconds for a text of brackets alone, and what comes of it can hardly be written again. */
export const maxParsedLevels = 256;

/**
 * Whether lists and objects of a JSON text nest deeper than `levels`. A look at the brackets alone, much cheaper than parsing; the text
 * need not be sound. Linear, and ends where the depth is passed.
 */
export function nestsDeeperThan(json: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = endOfJsonString(json, at) - 1;
    } else if (code === openBracket || code === openBrace) {
      depth += 1;
      if (depth > levels) return true;
    } else if (code === closeBracket || code === closeBrace) {
      depth -= 1;
    }
  }
  return false;
}
