import type { IncomingHttpHeaders } from "node:http";
import { hashOfToken } from "./secret-token.ts";

export interface SessionCookie {
  /** The token that came with a request; null where none did. */
  read(headers: IncomingHttpHeaders, isSecure: boolean): string | null;
  /** The header that keeps a token in the browser until it is closed or `endsAt`; null as token: that ends it. */
  write(token: string | null, isSecure: boolean, maxAgeSeconds: number): string;
}

/**
 * The cookie of a session. Over https it has the prefix `__Host-`: browsers then take it from this host alone, for all its paths, and never in the clear.
 * Its name holds eight characters that belong to this instance, since cookies do not know ports: two instances on one host sign nobody out.
 */
export function createSessionCookie(secretKey: string): SessionCookie {
  const plain = `attune-session-${hashOfToken(`cookie name ${secretKey}`).slice(0, 8)}`;
  const nameOf = (isSecure: boolean) => (isSecure ? `__Host-${plain}` : plain);
  return {
    read({ cookie }, isSecure) {
      const begin = `${nameOf(isSecure)}=`;
      for (const part of (cookie ?? "").split(";")) {
        const trimmed = part.trim();
        if (trimmed.startsWith(begin)) return trimmed.slice(begin.length);
      }
      return null;
    },
    write(token, isSecure, maxAgeSeconds) {
      const life = token === null ? 0 : maxAgeSeconds;
      const parts = [`${nameOf(isSecure)}=${token ?? ""}`, "Path=/", `Max-Age=${life}`, "HttpOnly", "SameSite=Strict"];
      return [...parts, ...(isSecure ? ["Secure"] : [])].join("; ");
    },
  };
}
