/** 128 random bits as 32 hexadecimal digits. `crypto.randomUUID` needs a secure context, which a shop under test may not have. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
