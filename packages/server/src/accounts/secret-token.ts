import { hash, randomBytes } from "node:crypto";

const tokenBytes = 32;

/** 256 random bits for an address or a cookie. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString("base64url");
}

/** Under which a token or key is kept: SHA-256, hex. Enough for what is random; passwords need more. */
export function hashOfToken(token: string): string {
  return hash("sha256", token);
}
