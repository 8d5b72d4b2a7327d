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
  /** The key in an Authorization header, as the ring knows it: clients send the same header with every request. */
  const recognized = new Map<string, string>();

  /** The text itself where it is a key, or what stands before its colon; null where neither is. */
  function keyIn(text: string): string | null {
    if (keys.recognize(text) !== null) return text;
    const colon = text.indexOf(":");
    if (colon < 0) return null;
    const before = text.slice(0, colon);
    return keys.recognize(before) === null ? null : before;
  }

  function keyOf(text: string): KnownKey | null {
    const key = keyIn(text);
    return key === null ? null : keys.recognize(key);
  }

  function keyOfAuthorization(header: string): KnownKey | null {
    const known = recognized.get(header);
    if (known !== undefined) return keys.recognize(known);
    for (const candidate of authorizationKeys(header)) {
      const key = keyIn(candidate);
      if (key === null) continue;
      if (recognized.size < maxRecognized) recognized.set(header, key);
      return keys.recognize(key);
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
