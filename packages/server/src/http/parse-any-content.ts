import type { IncomingMessage } from "node:http";
import { maxParsedLevels, nestsDeeperThan } from "@attune/engine/collect/nests-deeper-than";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { createGate } from "./gate.ts";
import { readBody } from "./read-body.ts";

/** Routes that read the body themselves: as raw events, or as a file. */
declare module "fastify" {
  interface FastifyContextConfig {
    /** `stream`: the handler gets the bytes as they arrive. Absent: parsed JSON. */
    body?: "stream";
  }
}

/** Bytes of JSON bodies that may be arriving at once. */
const maxBytesArriving = 64 * 1024 * 1024;

/** Bodies are understood by what they are: clients label JSON as text, as a form, or not at all. */
export function parseAnyContent(app: FastifyInstance): void {
  const gate = createGate(maxBytesArriving);
  app.removeAllContentTypeParsers();
  app.addHook("onRequest", (request, _reply, done) => {
    // An unreadable content type would be refused with 415, at which clients drop their data.
    if (request.headers["content-type"] !== undefined) request.headers["content-type"] = "application/octet-stream";
    done();
  });
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: IncomingMessage) => {
    if (request.routeOptions.config.body === "stream") return payload;
    const bytes = await gate.pass((reserve) => readBody(payload, reserve));
    if (bytes.length === 0) return undefined;
    const text = bytes.toString("utf8");
    if (nestsDeeperThan(text, maxParsedLevels))
      throw new AttuneError("bad-request", `The body nests deeper than ${maxParsedLevels} levels.`, { path: "body" });
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new AttuneError("bad-request", `The body is not JSON: ${(error as Error).message}`, { path: "body" });
    }
  });
}
