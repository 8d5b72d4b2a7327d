import type { IncomingHttpHeaders } from "node:http";
import type { KeyRing, KnownKey } from "../accounts/key-ring.ts";

/** The key that a request came with; null where none is known. */
export type Authenticate = (
  headers: IncomingHttpHeaders,
  query: Record<string, unknown>,
  bodyKey?: unknown,
) => KnownKey | null;

/** What follows a colon in a key is ignored, so the forms of a known key are endless; beyond these each is looked at anew. */
const maxRecognized = 100;

/**
 * Knows every form in which the supported clients send a key: `Authorization: Basic` (`key:` in base64, with or without the colon, or
 * the key as it is), `Bearer`, `X-Write-Key`, `?writeKey=`, and `writeKey` in the body. What follows a colon in a key is ignored.
 * The first form that holds a known key counts; a query or a body never grants more than a write key does.
 */
export function createAuthenticate(keys: KeyRing): Authenticate {
  /** The key behind an Authorization header: clients send the same one with every request. */
  const recognized = new Map<string, string>();

  function keyOf(text: string): KnownKey | null {
    const whole = keys.recognize(text);
    if (whole !== null) return whole;
    const colon = text.indexOf(":");
    return colon < 0 ? null : keys.recognize(text.slice(0, colon));
  }

  function keyOfAuthorization(header: string): KnownKey | null {
    const known = recognized.get(header);
    if (known !== undefined) return keyOf(known);
    for (const candidate of authorizationKeys(header)) {
      const found = keyOf(candidate);
      if (found === null) continue;
      if (recognized.size < maxRecognized) recognized.set(header, candidate);
      return found;
    }
    return null;
  }

  return (headers, query, bodyKey) => {
    const authorized = headers.authorization === undefined ? null : keyOfAuthorization(headers.authorization);
    if (authorized !== null) return authorized;
    const own = headers["x-write-key"];
    if (typeof own === "string") {
      const found = keyOf(own);
      if (found !== null) return found;
    }
    for (const key of [query.writeKey, bodyKey]) {
      const found = typeof key === "string" ? keyOf(key) : null;
      if (found !== null) return found.kind === "write" ? found : { ...found, kind: "write", scopes: ["collect"] };
    }
    return null;
  };
}

function authorizationKeys(header: string): string[] {
  const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
  if (value === "") return [];
  if (scheme.toLowerCase() === "basic") return [Buffer.from(value, "base64").toString("utf8"), value];
  return scheme.toLowerCase() === "bearer" ? [value] : [];
}
