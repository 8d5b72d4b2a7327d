import type { IncomingMessage } from "node:http";
import { AttuneError } from "@attune/model/errors";
import { type Permission, permissionsOf, permissionWords, roles } from "@attune/model/role";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Accounts } from "../accounts/accounts.ts";
import { type Principal, permissionsOfPrincipal } from "../accounts/principal.ts";
import type { SessionCookie } from "../accounts/session-cookie.ts";
import { createAuthenticate } from "./authenticate.ts";
import { isSecure, requireOwnOrigin } from "./own-origin.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * Who may come without a secret key. `open`: everybody. `write`: pages with the write key. `in-handler`: the route itself asks, because the body may
     * hold the key. Absent: `needs` says it.
     */
    access?: "open" | "write" | "in-handler";
    /** What whoever asks must be permitted. Each route says either this or `access`; one that says neither is for who may `administer`. */
    needs?: Permission;
    /** The answer tells of people: it is masked for who may not `care` for them, and each look of who may is written down. */
    shows?: "people";
    /** Answers while the server stops, restores or moves, too. */
    whileNotServing?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null before it is known, and where a route is open or asks by itself. */
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** Whether a known key came in the headers or the query. */
    hasKey(request: FastifyRequest): boolean;
    /** With which kind of access a request came; throws `bad-credentials`, and logs it, where it came with none. */
    requireKey(request: FastifyRequest, bodyKey?: unknown): "write" | "secret";
    /** Who asks, where they are known: a key, the owner, or somebody who signed in. Throws where another origin's page asks. */
    principalOf(request: FastifyRequest): Principal | null;
  }
}

interface Deps {
  accounts: Pick<Accounts, "keys" | "sessions">;
  cookie: SessionCookie;
  publicUrl: string | null;
  /** Requests from the owner of the data directory. */
  trusted: WeakSet<IncomingMessage>;
  log: Logger;
  clock: () => number;
}

/** Refusals are logged at most once in this time, with their number: a wrong key in a busy shop must not fill the disk. */
const logEveryMs = 10_000;

const owner: Principal = { kind: "owner" };

/** Asks whoever calls a route for what the route needs. */
export function authorize(app: FastifyInstance, deps: Deps): void {
  const { accounts, cookie, publicUrl, trusted } = deps;
  const authenticate = createAuthenticate(accounts.keys);
  let refused = 0;
  let lastLoggedAt = Number.NEGATIVE_INFINITY;

  function programOf(request: FastifyRequest, bodyKey?: unknown): Principal | null {
    if (trusted.has(request.raw)) return owner;
    const key = authenticate(request.headers, (request.query ?? {}) as Record<string, unknown>, bodyKey);
    return key === null ? null : { kind: "key", key };
  }

  function personOf(request: FastifyRequest): Principal | null {
    const token = cookie.read(request.headers, isSecure(request, publicUrl));
    const session = token === null ? null : accounts.sessions.find(token);
    if (session === null) return null;
    requireOwnOrigin(request, publicUrl);
    return { kind: "account", session };
  }

  function refuse(request: FastifyRequest): never {
    refused += 1;
    const now = deps.clock();
    if (now - lastLoggedAt >= logEveryMs) {
      deps.log.warn(
        { url: request.url.split("?", 1)[0], from: request.ip, refused },
        "refused: no key, or one that is not known; clients DROP what is refused like this",
      );
      lastLoggedAt = now;
      refused = 0;
    }
    throw new AttuneError(
      "bad-credentials",
      "The request names no key that this instance knows, and nobody is signed in.",
    );
  }

  app.decorateRequest("principal", null);
  app.decorate("principalOf", (request) => programOf(request) ?? personOf(request));
  app.decorate("hasKey", (request) => programOf(request) !== null);
  app.decorate("requireKey", (request, bodyKey) => {
    const principal = request.principal ?? programOf(request, bodyKey) ?? refuse(request);
    if (!permissionsOfPrincipal(principal).includes("collect")) throw notPermitted(principal, "collect");
    return principal.kind === "key" ? principal.key.kind : "secret";
  });
  app.addHook("onRequest", (request, _reply, done) => {
    const { access, needs = access === "write" ? "collect" : "administer" } = request.routeOptions.config ?? {};
    if (!(request.is404 || access === "open" || access === "in-handler")) {
      const principal = app.principalOf(request) ?? refuse(request);
      if (!permissionsOfPrincipal(principal).includes(needs)) throw notPermitted(principal, needs);
      request.principal = principal;
    }
    done();
  });
}

function notPermitted(principal: Principal, needed: Permission): AttuneError {
  if (principal.kind === "account") {
    const { role } = principal.session.account;
    const able = roles.filter((one) => permissionsOf[one].includes(needed)).join(", ");
    return new AttuneError("not-allowed", `As ${role} you may not ${permissionWords[needed]}. Who may: ${able}.`);
  }
  if (principal.kind === "key" && principal.key.kind === "secret")
    return new AttuneError(
      "not-allowed",
      `The key "${principal.key.name}" has no scope to ${permissionWords[needed]}.`,
    );
  return new AttuneError("not-allowed", "This needs the secret key; the request came with the write key.");
}
