import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Keys } from "../instance/keys.ts";

/** What a request may do. `write`: collect and decide. `secret`: everything. */
export type Access = "none" | "write" | "secret";

export type Authenticate = (headers: IncomingHttpHeaders, query: Record<string, unknown>, bodyKey?: unknown) => Access;

/**
 * Knows every form in which the supported clients send a key: `Authorization: Basic` (`key:` in base64, with or without the colon, or
 * the key as it is), `Bearer`, `X-Write-Key`, `?writeKey=`, and `writeKey` in the body. What follows a colon in a key is ignored.
 * The first form that holds a known key counts; a query or a body never grants more than a write key does.
 */
export function createAuthenticate(keys: Keys): Authenticate {
  const secret = digest(keys.secretKey);
  const write = digest(keys.writeKey);

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

  return (headers, query, bodyKey) => {
    for (const key of headerKeys(headers)) {
      const access = accessOfKey(key);
      if (access !== "none") return access;
    }
    for (const key of [query.writeKey, bodyKey]) {
      if (typeof key === "string" && accessOfKey(key) !== "none") return "write";
    }
    return "none";
  };
}

function headerKeys(headers: IncomingHttpHeaders): string[] {
  const found: string[] = [];
  const [scheme = "", value = ""] = (headers.authorization ?? "").trim().split(/\s+/, 2);
  if (value !== "") {
    if (scheme.toLowerCase() === "basic") found.push(Buffer.from(value, "base64").toString("utf8"), value);
    if (scheme.toLowerCase() === "bearer") found.push(value);
  }
  const header = headers["x-write-key"];
  if (typeof header === "string") found.push(header);
  return found;
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
