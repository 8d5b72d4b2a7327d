import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Keys } from "../instance/keys.ts";

/** What a request may do. `write`: collect and decide. `secret`: everything. */
export type Access = "none" | "write" | "secret";

export type Authenticate = (headers: IncomingHttpHeaders, query: Record<string, unknown>, bodyKey?: unknown) => Access;

/** What follows a colon in a key is ignored, so the forms of a known key are endless; beyond these each is looked at anew. */
const maxRecognized = 100;

/**
 * Knows every form in which the supported clients send a key: `Authorization: Basic` (`key:` in base64, with or without the colon, or
 * the key as it is), `Bearer`, `X-Write-Key`, `?writeKey=`, and `writeKey` in the body. What follows a colon in a key is ignored.
 * The first form that holds a known key counts; a query or a body never grants more than a write key does.
 */
export function createAuthenticate(keys: Keys): Authenticate {
  const secret = digest(keys.secretKey);
  const write = digest(keys.writeKey);
  /** Authorization headers that held a known key, and what it allows: clients send the same one with every request. */
  const recognized = new Map<string, Access>();

  function accessOf(candidate: string): Access {
    const seen = digest(candidate);
    const isSecret = timingSafeEqual(seen, secret);
    const isWrite = timingSafeEqual(seen, write);
    return isSecret ? "secret" : isWrite ? "write" : "none";
  }

  function accessOfKey(key: string): Access {
    const whole = accessOf(key);
    if (whole !== "none") return whole;
    const colon = key.indexOf(":");
    return colon < 0 ? "none" : accessOf(key.slice(0, colon));
  }

  function accessOfAuthorization(header: string): Access {
    const known = recognized.get(header);
    if (known !== undefined) return known;
    const access = firstAccess(authorizationKeys(header));
    if (access !== "none" && recognized.size < maxRecognized) recognized.set(header, access);
    return access;
  }

  function firstAccess(candidates: readonly string[]): Access {
    for (const key of candidates) {
      const access = accessOfKey(key);
      if (access !== "none") return access;
    }
    return "none";
  }

  return (headers, query, bodyKey) => {
    const authorized = headers.authorization === undefined ? "none" : accessOfAuthorization(headers.authorization);
    if (authorized !== "none") return authorized;
    const own = headers["x-write-key"];
    if (typeof own === "string") {
      const access = accessOfKey(own);
      if (access !== "none") return access;
    }
    for (const key of [query.writeKey, bodyKey]) {
      if (typeof key === "string" && accessOfKey(key) !== "none") return "write";
    }
    return "none";
  };
}

function authorizationKeys(header: string): string[] {
  const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
  if (value === "") return [];
  if (scheme.toLowerCase() === "basic") return [Buffer.from(value, "base64").toString("utf8"), value];
  return scheme.toLowerCase() === "bearer" ? [value] : [];
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
