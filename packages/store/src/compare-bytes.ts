/** Order of UTF-8 bytes, the order in which LMDB and Redis keep keys. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
