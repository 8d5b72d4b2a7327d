import { AttuneError } from "@attune/model/errors";
import type { FastifyRequest } from "fastify";

const asking = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether the browser that asks reached this server over https, itself or through a proxy that is trusted. */
export function isSecure(request: FastifyRequest, publicUrl: string | null): boolean {
  return publicUrl?.startsWith("https:") === true || request.protocol === "https";
}

/**
 * Throws `not-allowed` for a request that a page of another origin made a browser send: a cookie comes along with it, but it is not the person's wish.
 * Changes need an `Origin` that is this server's (or, where a browser sends none, `Sec-Fetch-Site: same-origin`); reading is refused where the browser says
 * that another site asks. See docs/decisions/0008.
 */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string | null): void {
  const { origin, "sec-fetch-site": site } = request.headers;
  const isOwn = origin === undefined ? site === "same-origin" : isOwnOrigin(origin, request, publicUrl);
  if (asking.has(request.method) ? isOwn || (origin === undefined && (site === undefined || site === "none")) : isOwn)
    return;
  throw new AttuneError("not-allowed", "A page of another origin sent this; only this server's own pages may.");
}

function isOwnOrigin(origin: string, request: FastifyRequest, publicUrl: string | null): boolean {
  if (publicUrl !== null && URL.canParse(publicUrl) && origin === new URL(publicUrl).origin) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  if (isSecure(request, publicUrl) && protocol !== "https:") return false;
  return host === request.host;
}
