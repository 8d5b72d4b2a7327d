import { Agent, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { ErrorBody } from "@attune/model/errors";
import { peerHeader } from "./peer-address.ts";

/** What concerns a connection and not what it carries (RFC 9110, 7.6.1). `Expect` has been answered already. */
const ofOneConnection = new Set(["connection", "keep-alive", "proxy-connection", "te", "upgrade", "expect"]);
/** How an answer is cut into pieces is said anew for each connection. */
const framing = "transfer-encoding";

export interface PassOn {
  (request: IncomingMessage, response: ServerResponse): void;
  close(): void;
}

/**
 * Passes requests on to what listens on a socket, and its answers back, both as they come: neither is held in memory. Whoever goes away is gone there too; an
 * answer that ends its connection ends the client's.
 */
export function createPassOn(socketPath: string, newRequestId: () => string): PassOn {
  const agent = new Agent({ keepAlive: true });

  function passOn(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, rawHeaders, socket } = request;
    const headers = without(rawHeaders, (name) => ofOneConnection.has(name) || name === peerHeader);
    headers.push(peerHeader, socket.remoteAddress ?? "unknown");
    const passed = ask({ socketPath, agent, method, path, headers, setHost: false }, (answer) => {
      const endsIt = answer.headers.connection === "close";
      const isLeftOut = (name: string) => name === framing || (ofOneConnection.has(name) && !endsIt);
      response.writeHead(answer.statusCode!, answer.statusMessage, without(answer.rawHeaders, isLeftOut));
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    passed.on("error", () => {
      if (response.headersSent) response.destroy();
      else refuse(request, response, newRequestId());
    });
    response.on("close", () => {
      if (!response.writableFinished) passed.destroy();
    });
    request.pipe(passed);
  }

  return Object.assign(passOn, { close: () => agent.destroy() });
}

/** Names and values in turn, as they came. */
function without(rawHeaders: string[], isLeftOut: (name: string) => boolean): string[] {
  return rawHeaders.filter((_, at) => !isLeftOut(rawHeaders[at - (at % 2)]!.toLowerCase()));
}

/** Nothing answers behind: the server is stopping. */
function refuse(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const body: ErrorBody = { error: { code: "stopping", message: "The server is shutting down.", requestId } };
  request.resume();
  const headers = { "content-type": "application/json; charset=utf-8", "retry-after": "1", connection: "close" };
  response.writeHead(503, headers).end(JSON.stringify(body));
}
