import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/** Characters of the signature: 96 bits. */
const signatureLength = 16;

/**
 * Tokens for links in messages: what they name can be read, and only this instance can make one. Everything a token allows is harmless to
 * the one who has it: to end messages, to be counted as a reader.
 */
export interface TokenMaker {
  /** @param purpose tokens of one purpose are worth nothing for another. */
  make(purpose: string, text: string): string;
  /** The text, or null where this instance did not make the token. */
  read(purpose: string, token: string): string | null;
}

export function createTokens(secret: string): TokenMaker {
  // Read once: a message is signed several times.
  const key = createSecretKey(secret, "utf8");
  const signatureOf = (purpose: string, text: string) =>
    createHmac("sha256", key).update(`${purpose}\u0000${text}`).digest("base64url").slice(0, signatureLength);
  return {
    make: (purpose, text) => `${Buffer.from(text).toString("base64url")}.${signatureOf(purpose, text)}`,
    read(purpose, token) {
      const [body = "", signature = ""] = token.split(".", 2);
      const text = Buffer.from(body, "base64url").toString();
      const [seen, expected] = [Buffer.from(signature), Buffer.from(signatureOf(purpose, text))];
      return seen.length === expected.length && timingSafeEqual(seen, expected) ? text : null;
    },
  };
}
