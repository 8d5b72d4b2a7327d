/** Sixteen digits or more where a value may stand. Most texts have none, and are left alone after this one look. */
const candidate = /[:,[]\s*-?\d{16,}\s*[,\]}]/;
/** A whole string, so that digits inside of one are passed over, or a long integer with what surrounds it. */
const stringOrBigInteger = /"(?:[^"\\]|\\.)*"|(?<=[:,[]\s*)-?\d{16,}(?=\s*[,\]}])/gs;

/**
 * JSON text in which integers that a double cannot hold have become strings, so that parsing loses no digit.
 *
 * @example
 * quoteBigIntegers('{"id":9007199254740993}') // => '{"id":"9007199254740993"}'
 */
export function quoteBigIntegers(json: string): string {
  if (!candidate.test(json)) return json;
  return json.replace(stringOrBigInteger, (match) =>
    match.startsWith('"') || Number.isSafeInteger(Number(match)) ? match : `"${match}"`,
  );
}
