import type { IncomingMessage } from "node:http";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Keys } from "../instance/keys.ts";
import { type Access, createAuthenticate } from "./authenticate.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route asks for. Absent: the secret key. `in-handler`: the route itself asks, because the body may hold the key. */
    access?: "open" | "write" | "secret" | "in-handler";
    /** Answers while the server stops or restores, too. */
    whileStopping?: boolean;
  }
  interface FastifyInstance {
    /** Whether a known key came in the headers or the query. */
    hasKey(request: FastifyRequest): boolean;
    /** Access of a request; throws `bad-credentials`, and logs it, where no known key came with it. */
    requireKey(request: FastifyRequest, bodyKey?: unknown): Exclude<Access, "none">;
  }
}

interface Deps {
  keys: Keys;
  /** Requests from the owner of the data directory. */
  trusted: WeakSet<IncomingMessage>;
  log: Logger;
  clock: () => number;
}

/** Refusals are logged at most once in this time, with their number: a wrong key in a busy shop must not fill the disk. */
const logEveryMs = 10_000;

/** Asks every route for the key it needs; what a route does not declare needs the secret key. */
export function authorize(app: FastifyInstance, deps: Deps): void {
  const authenticate = createAuthenticate(deps.keys);
  let refused = 0;
  let lastLoggedAt = Number.NEGATIVE_INFINITY;

  function accessOf(request: FastifyRequest, bodyKey?: unknown): Access {
    if (deps.trusted.has(request.raw)) return "secret";
    return authenticate(request.headers, (request.query ?? {}) as Record<string, unknown>, bodyKey);
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
    throw new AttuneError("bad-credentials", "The request names no key that this instance knows.");
  }

  function requireKey(request: FastifyRequest, bodyKey?: unknown): Exclude<Access, "none"> {
    const access = accessOf(request, bodyKey);
    return access === "none" ? refuse(request) : access;
  }

  app.decorate("requireKey", requireKey);
  app.decorate("hasKey", (request) => accessOf(request) !== "none");
  app.addHook("onRequest", async (request) => {
    const needed = request.routeOptions.config?.access ?? "secret";
    if (request.is404 || needed === "open" || needed === "in-handler") return;
    if (requireKey(request) === "write" && needed === "secret") {
      throw new AttuneError("not-allowed", "This needs the secret key; the request came with the write key.");
    }
  });
}
