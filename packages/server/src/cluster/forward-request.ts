import { randomUUID } from "node:crypto";
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { ErrorBody } from "@attune/model/errors";
import { fallbackDecision } from "./fallback-decision.ts";

/** A request that one node has handed on is not handed on again. */
const forwardedHeader = "x-attune-forwarded";
/** Longer than the writer waits for a log without a leader. */
const quietMs = 30_000;
/** A page does not wait longer for what to show. */
const decideMs = 1_500;

/**
 * Hands a request on to the node that writes, as it came, and its answer back. Nobody there: a decision is answered with the placements' own content,
 * everything else with 503, to be sent again.
 */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, writerUrl: string | null): void {
  const isDecision = request.method === "POST" && request.url?.split("?")[0] === "/v1/decide";
  const body: Buffer[] = [];
  if (isDecision) request.on("data", (chunk: Buffer) => body.push(chunk));

  function giveUp(why: string): void {
    if (response.headersSent) response.destroy();
    else if (!isDecision) refuse(request, response, why);
    else if (request.complete) answerWithoutWriter(request, response, Buffer.concat(body), why);
    else request.once("end", () => answerWithoutWriter(request, response, Buffer.concat(body), why));
  }

  if (writerUrl === null || request.headers[forwardedHeader] !== undefined)
    giveUp("no node of the cluster is ready to write yet");
  else handOn(request, response, { to: new URL(writerUrl), quietMs: isDecision ? decideMs : quietMs, giveUp });
}

interface Handing {
  to: URL;
  quietMs: number;
  giveUp: (why: string) => void;
}

function handOn(request: IncomingMessage, response: ServerResponse, { to, quietMs, giveUp }: Handing): void {
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
  handedOn.on("error", () => giveUp("the writing node does not answer"));
  response.on("close", () => handedOn.destroy());
  request.pipe(handedOn);
}

function answerWithoutWriter(request: IncomingMessage, response: ServerResponse, body: Buffer, why: string): void {
  const decision = fallbackDecision(body, randomUUID());
  if (decision === null) refuse(request, response, why);
  else answer(response, 200, {}, decision);
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  const body: ErrorBody = { error: { code: "storage-unavailable", message, requestId: randomUUID() } };
  request.resume();
  answer(response, 503, { "retry-after": "2" }, body);
}

function answer(response: ServerResponse, status: number, headers: Record<string, string>, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "access-control-allow-origin": "*",
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function forwardedFor({ headers, socket }: IncomingMessage): string {
  const before = headers["x-forwarded-for"];
  return [...(before === undefined ? [] : [before]), socket.remoteAddress ?? "unknown"].join(", ");
}
