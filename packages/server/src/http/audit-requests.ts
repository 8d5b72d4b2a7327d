import { createHash, createHmac } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { nameOfPrincipal, permissionsOfPrincipal } from "../accounts/principal.ts";
import { appendAudit } from "../governance/audit-log.ts";
import type { Instance } from "../instance/instance.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What the audit log says that a request was about; null: the route's parameters. Never a person whose data are kept here. */
    auditTarget: string | null;
  }
}

/** Ask and change nothing, although they are no GET. */
const asking = /\/(check|plan|preview|previews|size|overlap|explain|query|report|power|test-send)$/;
const longestName = 200;
const lookEveryMs = 600_000;
const mostLooks = 10_000;

/**
 * Writes down every request of a person, a secret key or the owner that changed something, before it is answered. What is refused changed nothing, and
 * what is collected or decided is in the log of events itself. So is every look at people as they are, by somebody who signed in; one that goes on, as a
 * page that refreshes itself does, is written down again every ten minutes.
 */
export function auditRequests(app: FastifyInstance, instance: Instance): void {
  app.decorateRequest("auditTarget", null);
  const isNewLook = createLooks(instance.clock);
  app.addHook("onSend", (request, reply, payload, done) => {
    if (reply.statusCode >= 400 || !(isAudited(request) || isNewLook(request))) done(null, payload);
    else writeDown(request, reply.statusCode).then(() => done(null, payload), done);
  });

  async function writeDown(request: FastifyRequest, status: number): Promise<void> {
    await appendAudit(instance.engine.stores.definitions, {
      at: instance.clock(),
      by: whoAsks(request),
      action: `${request.method} ${request.routeOptions.url}`,
      target: request.auditTarget ?? targetOf(request, instance.keys.secretKey),
      status,
      bodyDigest: digestOf(request.body),
    });
  }
}

/** Whether somebody looks at people whom they have not looked at in the same way lately. */
function createLooks(clock: () => number): (request: FastifyRequest) => boolean {
  const lookedAt = new Map<string, number>();
  return ({ principal, routeOptions, params, is404 }) => {
    if (is404 || routeOptions.config?.shows !== "people" || principal?.kind !== "account") return false;
    if (!permissionsOfPrincipal(principal).includes("care")) return false;
    const look = JSON.stringify([principal.session.sessionId, routeOptions.method, routeOptions.url, params]);
    const now = clock();
    if (now - (lookedAt.get(look) ?? Number.NEGATIVE_INFINITY) < lookEveryMs) return false;
    lookedAt.delete(look);
    if (lookedAt.size >= mostLooks) lookedAt.delete(lookedAt.keys().next().value!);
    lookedAt.set(look, now);
    return true;
  };
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
  const named = Object.entries((params ?? {}) as Record<string, string | number>);
  const isPerson = routeOptions.url?.includes(":namespace") === true;
  if (!isPerson) return named.map(([, value]) => String(value).slice(0, longestName)).join(" ");
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
