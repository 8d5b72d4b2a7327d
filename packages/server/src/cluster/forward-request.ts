import { randomUUID } from "node:crypto";
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { ErrorBody } from "@attune/model/errors";

/** A request that one node has handed on is not handed on again. */
const forwardedHeader = "x-attune-forwarded";

/** Hands a request on to the node that writes, as it came, and its answer back. Nobody there: 503, to be sent again. */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, writerUrl: string | null): void {
  if (writerUrl === null || request.headers[forwardedHeader] !== undefined)
    refuse(request, response, "no node of the cluster is ready to write yet");
  else handOn(request, response, new URL(writerUrl));
}

function handOn(request: IncomingMessage, response: ServerResponse, to: URL): void {
  const handedOn = ask(
    {
      host: to.hostname,
      port: to.port,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, [forwardedHeader]: "1", "x-forwarded-for": forwardedFor(request) },
      timeout: quietMs,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    },
  );
  handedOn.on("timeout", () => handedOn.destroy(new Error("the writing node does not answer")));
  handedOn.on("error", () => {
    if (response.headersSent) response.destroy();
    else refuse(request, response, "the writing node does not answer");
  });
  response.on("close", () => handedOn.destroy());
  request.pipe(handedOn);
}

/** Longer than the writer waits for a log without a leader. */
const quietMs = 30_000;

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  const body: ErrorBody = { error: { code: "storage-unavailable", message, requestId: randomUUID() } };
  request.resume();
  response.writeHead(503, { "content-type": "application/json; charset=utf-8", "retry-after": "2" });
  response.end(JSON.stringify(body));
}

function forwardedFor({ headers, socket }: IncomingMessage): string {
  const before = headers["x-forwarded-for"];
  return [...(before === undefined ? [] : [before]), socket.remoteAddress ?? "unknown"].join(", ");
}
