import { crc32 } from "node:zlib";

const mark = Buffer.from("CRC1");
const sealBytes = mark.byteLength + 4;

/**
 * What is written behind the parts of a file, so that damage is seen when it is read: a mark of four letters and the parts' CRC-32, little-endian. Readers that
 * know their own length pass over it.
 */
export function sealOf(parts: readonly Uint8Array[]): Uint8Array {
  const seal = Buffer.alloc(sealBytes);
  seal.set(mark);
  // Of a view of nothing Node's `crc32` says 0, whatever came before.
  const filled = parts.filter(({ byteLength }) => byteLength > 0);
  const sum = filled.reduce((before, part) => crc32(part, before), 0);
  seal.writeUInt32LE(sum, mark.byteLength);
  return seal;
}

/** Whether the bytes are other than those that were sealed. Where there is no seal, nothing speaks against them. */
export function isDamaged(bytes: Buffer): boolean {
  const end = bytes.byteLength - sealBytes;
  if (end < 0 || !bytes.subarray(end, end + mark.byteLength).equals(mark)) return false;
  return crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end + mark.byteLength);
}
