/**
 * Decrypts GrowthBook's `iv.ciphertext` (AES-CBC, both base64) with a base64 key, by the platform's WebCrypto. Null where the key or the text
 * is not right.
 */
export async function decryptText(encrypted: string, key: string): Promise<string | null> {
  try {
    const [iv, ciphertext] = encrypted.split(".", 2);
    const { subtle } = globalThis.crypto;
    const imported = await subtle.importKey("raw", bytesOf(key), { name: "AES-CBC", length: 128 }, false, ["decrypt"]);
    const plain = await subtle.decrypt({ name: "AES-CBC", iv: bytesOf(iv!) }, imported, bytesOf(ciphertext!));
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch {
    return null;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
