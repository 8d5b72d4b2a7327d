const halfPair = /\p{Cs}/gu;

/** The text with halves of surrogate pairs replaced: no store can encode them. */
export function wellFormed(text: string): string {
  return text.replace(halfPair, "\ufffd");
}
