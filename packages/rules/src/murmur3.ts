/**
 * MurmurHash3_x86_32 (A. Appleby, public domain) of a string's UTF-8 bytes. Small, fast in every browser, and specified by vectors that
 * implementations in other languages share.
 */
export function murmur3(text: string, seed: number): number {
  let h = seed | 0;
  let block = 0;
  let length = 0;

  function addByte(byte: number): void {
    block |= byte << ((length & 3) << 3);
    length += 1;
    if ((length & 3) === 0) {
      h ^= Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
      h = (Math.imul(rotateLeft(h, 13), 5) + 0xe6546b64) | 0;
      block = 0;
    }
  }

  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) addByte(code);
    else if (code < 0x800) {
      addByte(0xc0 | (code >> 6));
      addByte(0x80 | (code & 63));
    } else if (code < 0x10000) {
      addByte(0xe0 | (code >> 12));
      addByte(0x80 | ((code >> 6) & 63));
      addByte(0x80 | (code & 63));
    } else {
      addByte(0xf0 | (code >> 18));
      addByte(0x80 | ((code >> 12) & 63));
      addByte(0x80 | ((code >> 6) & 63));
      addByte(0x80 | (code & 63));
    }
  }
  if ((length & 3) !== 0) h ^= Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

  h ^= length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
