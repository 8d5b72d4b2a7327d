import { createHash, createHmac } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { nameOfPrincipal } from "../accounts/principal.ts";
import { appendAudit } from "../governance/audit-log.ts";
import type { Instance } from "../instance/instance.ts";

/** Ask and change nothing, although they are no GET. */
const asking = /\/(check|plan|preview|previews|size|overlap|explain|query|report|power|test-send)$/;
const longestName = 200;

/**
 * Writes down every request of a person, a secret key or the owner that changed something, before it is answered. What is refused changed nothing, and
 * what is collected or decided is in the log of events itself.
 */
export function auditRequests(app: FastifyInstance, instance: Instance): void {
  app.addHook("onSend", async (request, reply) => {
    if (!isAudited(request) || reply.statusCode >= 400) return;
    const { definitions } = instance.engine.stores;
    await appendAudit(definitions, {
      at: instance.clock(),
      by: whoAsks(request),
      action: `${request.method} ${request.routeOptions.url}`,
      target: targetOf(request, instance.keys.secretKey),
      status: reply.statusCode,
      bodyDigest: digestOf(request.body),
    });
  });
}

function isAudited({ method, routeOptions, is404 }: FastifyRequest): boolean {
  if (is404 || method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  return routeOptions.config?.access === undefined && !asking.test(routeOptions.url ?? "");
}

/** The account; or the key or command line, and for whom it says that it asks. */
function whoAsks({ principal, body }: FastifyRequest): string {
  if (principal === null) return "nobody";
  const name = nameOfPrincipal(principal);
  if (principal.kind === "account" || !isPlain(body)) return name;
  const stated = body.by ?? body.author;
  return typeof stated === "string" && stated !== "" ? `${stated.slice(0, longestName)} (${name})` : name;
}

/** Whoever knows an identifier and the secret key finds what was done about that person; nobody else can tell who it was. */
function targetOf({ params, routeOptions }: FastifyRequest, secret: string): string {
  const named = Object.entries((params ?? {}) as Record<string, string>);
  const isPerson = routeOptions.url?.includes(":namespace") === true;
  if (!isPerson) return named.map(([, value]) => value.slice(0, longestName)).join(" ");
  const text = named.map(([, value]) => value).join(":");
  return `person:${createHmac("sha256", secret).update(text).digest("hex").slice(0, 24)}`;
}

function digestOf(body: unknown): string | null {
  return isPlain(body) ? createHash("sha256").update(JSON.stringify(body)).digest("hex") : null;
}

/** JSON that was parsed; a file that streams in is none. */
function isPlain(body: unknown): body is Record<string, unknown> {
  return typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
}
