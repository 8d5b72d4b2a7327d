import type { IncomingMessage } from "node:http";
import { maxParsedLevels, nestsDeeperThan } from "@attune/engine/collect/nests-deeper-than";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { createGate } from "./gate.ts";
import { readBody } from "./read-body.ts";

/** Bytes of JSON bodies that may be arriving at once. */
const maxBytesArriving = 64 * 1024 * 1024;

/** Reads bodies of requests, within what may be arriving at once. */
export interface BodyReader {
  /** The whole body, inflated. What was given back is not read again. */
  read(request: IncomingMessage): Promise<Buffer>;
  /** For whoever reads the request next: bytes come only once. */
  giveBack(request: IncomingMessage, body: Promise<Buffer>): void;
}

export function createBodyReader(): BodyReader {
  const gate = createGate(maxBytesArriving);
  const givenBack = new WeakMap<IncomingMessage, Promise<Buffer>>();
  return {
    read: (request) => givenBack.get(request) ?? gate.pass((reserve) => readBody(request, reserve)),
    giveBack: (request, body) => void givenBack.set(request, body),
  };
}

/** What a body says; undefined where it is empty. Throws `bad-request` where it is no JSON, or nests deeper than is parsed. */
export function parseJson(bytes: Buffer): Json | undefined {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString("utf8");
  if (nestsDeeperThan(text, maxParsedLevels))
    throw new AttuneError("bad-request", `The body nests deeper than ${maxParsedLevels} levels.`, { path: "body" });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AttuneError("bad-request", `The body is not JSON: ${(error as Error).message}`, { path: "body" });
  }
}
