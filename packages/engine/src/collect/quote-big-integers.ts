import { endOfJsonString } from "./end-of-json-string.ts";

/** Sixteen digits or more where a value may stand. Most texts have none, and are left alone after this one look. */
const candidate = /[:,[]\s*-?\d{16,}\s*[,\]}]/;
const integerPattern = /^-?\d{16,}$/;
const quote = 0x22;

/**
 * JSON text in which integers that a double cannot hold have become strings, so that parsing loses no digit. One pass, and only over
 * texts that may hold such an integer.
 *
 * @example
 * quoteBigIntegers('{"id":9007199254740993}') // => '{"id":"9007199254740993"}'
 */
export function quoteBigIntegers(json: string): string {
  if (!candidate.test(json)) return json;
  let result = "";
  let copiedTo = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = endOfJsonString(json, at);
    } else if (isNumberPart(code)) {
      const start = at;
      while (at < json.length && isNumberPart(json.charCodeAt(at))) at += 1;
      const token = json.slice(start, at);
      if (!integerPattern.test(token) || Number.isSafeInteger(Number(token))) continue;
      result += `${json.slice(copiedTo, start)}"${token}"`;
      copiedTo = at;
    } else {
      at += 1;
    }
  }
  return result + json.slice(copiedTo);
}

/** Digits and what a number may hold beside them: `+ - . e E`. */
function isNumberPart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || (code | 0x20) === 0x65;
}
