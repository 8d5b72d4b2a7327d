import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import { sendError } from "./answer-errors.ts";

/** 404 for a path that no route has, 405 with `Allow` for a path that others methods have. Register before the routes. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes: Array<{ pattern: RegExp; methods: string[] }> = [];
  app.addHook("onRoute", (route) => {
    if (route.url.includes("*")) return;
    routes.push({ pattern: patternOf(route.url), methods: [route.method].flat() });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0]!;
    const allowed = new Set(routes.filter((r) => r.pattern.test(path)).flatMap((r) => r.methods));
    // A route that has the method, and yet was not taken: the path names nothing, for instance by an id that is too long.
    if (allowed.size === 0 || allowed.has(request.method)) {
      return sendError(new AttuneError("not-found", `There is nothing at ${path.slice(0, 200)}.`), request, reply);
    }
    reply.header("allow", [...allowed].join(", "));
    return sendError(
      new AttuneError("wrong-method", `${request.method} is not possible at this path.`),
      request,
      reply,
    );
  });
}

function patternOf(url: string): RegExp {
  const body = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${body.replace(/\/$/, "")}/?$`);
}
