import type { FastifyInstance } from "fastify";

/** What a web page of another origin may call: everything that a write key opens. The rest is for the console's own origin. */
const openPaths =
  /^\/(v1\/(batch|import|track|identify|page|screen|group|alias|[btipsga]|decide(\/(confirm|bundle))?|prices|privacy\/(texts|consent|why)|projects\/[^/]+\/settings)|beacon\/v1\/batch|pixel\/v1\/(track|page)|api\/(s|features|eval)\/[^/]+|ofrep\/v1\/evaluate\/flags(\/[^/]+)?|sourceConfig)\/?$/i;

const preflightSeconds = "86400";

/**
 * Answers preflights and marks answers so that browsers accept them. The origin is echoed instead of `*` because some clients send
 * credentials, and the requested headers are reflected because clients add their own (`AnonymousId`, `SentAt`, `X-Retry-Count`).
 */
export function allowCrossOrigin(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined || !openPaths.test(request.url.split("?", 1)[0]!)) return void done();
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) {
      reply.headers(openTo(origin));
      return void done();
    }
    reply.headers(allowing(origin));
    const asked = request.headers["access-control-request-headers"];
    if (typeof asked === "string") reply.header("access-control-allow-headers", asked);
    reply.header("access-control-allow-methods", "GET, HEAD, POST").header("access-control-max-age", preflightSeconds);
    reply.code(204).send();
  });
}

function allowing(origin: string) {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  };
}

/** Headers of an answer that a page of another origin may read. */
export function openTo(origin: string) {
  return { ...allowing(origin), "access-control-expose-headers": "Retry-After" };
}
