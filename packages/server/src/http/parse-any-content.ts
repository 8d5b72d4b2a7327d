import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type BodyReader, parseJson } from "./read-json.ts";

/** Routes that read the body themselves: as raw events, or as a file. */
declare module "fastify" {
  interface FastifyContextConfig {
    /** `stream`: the handler gets the bytes as they arrive. Absent: parsed JSON. */
    body?: "stream";
  }
}

/** Bodies are understood by what they are: clients label JSON as text, as a form, or not at all. */
export function parseAnyContent(app: FastifyInstance, bodies: BodyReader): void {
  app.removeAllContentTypeParsers();
  app.addHook("onRequest", (request, _reply, done) => {
    // An unreadable content type would be refused with 415, at which clients drop their data.
    if (request.headers["content-type"] !== undefined) request.headers["content-type"] = "application/octet-stream";
    done();
  });
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: IncomingMessage) => {
    if (request.routeOptions.config.body === "stream") return payload;
    return parseJson(await bodies.read(payload));
  });
}
