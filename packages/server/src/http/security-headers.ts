import type { FastifyInstance } from "fastify";
import { isSecure } from "./own-origin.ts";

/**
 * Scripts, styles and data come from this origin alone. Inline styles are allowed, as style attributes and style elements: the console's
 * component library sets them; scripts are not.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** What no page here needs. */
const permissionsPolicy = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

/** A year; of this name alone, since others under the same domain may have no https. */
const transportSecurity = "max-age=31536000";

const always = { "x-content-type-options": "nosniff", "referrer-policy": "same-origin" };
const overHttps = { ...always, "strict-transport-security": transportSecurity };

/** Headers of every answer, by whether it goes out over https. */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return isSecure ? overHttps : always;
}

/** What browsers are to hold each answer to. What somebody was told after signing in is kept by no cache. */
export function setSecurityHeaders(app: FastifyInstance, publicUrl: string | null): void {
  app.addHook("onSend", (request, reply, _payload, done) => {
    reply.headers(securityHeaders(isSecure(request, publicUrl)));
    const isPersonal = request.principal?.kind === "account" || request.routeOptions.url?.startsWith("/v1/session");
    if (isPersonal) reply.header("cache-control", "no-store");
    if (String(reply.getHeader("content-type") ?? "").startsWith("text/html"))
      reply
        .header("content-security-policy", contentSecurityPolicy)
        .header("x-frame-options", "DENY")
        .header("cross-origin-opener-policy", "same-origin")
        .header("permissions-policy", permissionsPolicy);
    done();
  });
}
