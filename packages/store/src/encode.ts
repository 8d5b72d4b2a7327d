/** JSON, in bytes: measured against MessagePack in decision 0002. */
export function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function decode<T>(bytes: Buffer): T {
  return JSON.parse(bytes.toString()) as T;
}
