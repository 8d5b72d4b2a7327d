/**
 * MurmurHash3_x86_32 (A. Appleby, public domain) of a string's UTF-8 bytes. Small, fast in every browser, and specified by vectors that
 * implementations in other languages share.
 */
export function murmur3(text: string, seed: number): number {
  // A place is made of two hashes of one text.
  const length = text === written ? writtenLength : writeUtf8(text);
  const whole = length & ~3;
  let h = seed | 0;
  for (let at = 0; at < whole; at += 4) {
    h ^= scrambled(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    h = (Math.imul(rotateLeft(h, 13), 5) + 0xe6546b64) | 0;
  }
  if (whole < length) {
    let rest = 0;
    for (let at = whole; at < length; at++) rest |= bytes[at]! << ((at & 3) << 3);
    h ^= scrambled(rest);
  }
  h ^= length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Bytes of the text that is being hashed: one buffer for all, as no two are at once. */
let bytes = new Uint8Array(256);
let written = "";
let writtenLength = 0;

/** Returns how many bytes it wrote. A lone surrogate is written as if it were a character. */
function writeUtf8(text: string): number {
  if (bytes.length < text.length * 3) bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code < 0x80) bytes[length++] = code;
    else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6);
      bytes[length++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12);
      bytes[length++] = 0x80 | ((code >> 6) & 63);
      bytes[length++] = 0x80 | (code & 63);
    } else {
      // Two units of the text, one character of four bytes.
      i += 1;
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = 0x80 | ((code >> 12) & 63);
      bytes[length++] = 0x80 | ((code >> 6) & 63);
      bytes[length++] = 0x80 | (code & 63);
    }
  }
  written = text;
  writtenLength = length;
  return length;
}

function scrambled(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
