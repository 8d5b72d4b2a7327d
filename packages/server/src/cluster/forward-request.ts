import { randomUUID } from "node:crypto";
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { ErrorBody } from "@attune/model/errors";
import { fallbackDecision } from "./fallback-decision.ts";

/** By how many nodes a request was handed on. */
const forwardedHeader = "x-attune-forwarded";
/** Longer than the writer waits for a log without a leader. */
const quietMs = 30_000;
/** A page does not wait longer for what to show. */
const decideMs = 1_500;

/** How often a request has been handed on; for ever, where it says something else than a number. */
export function timesHandedOn({ headers }: IncomingMessage): number {
  const said = headers[forwardedHeader];
  if (said === undefined) return 0;
  return /^\d$/.test(String(said)) ? Number(said) : Number.POSITIVE_INFINITY;
}

export interface ForwardOptions {
  /** Handed on so often it goes no further. Default 1. */
  mostTimes?: number;
  /** What was read of the request already: all of it. */
  body?: Buffer;
}

/**
 * Hands a request on to another node, as it came, and its answer back. Nobody there: a decision is answered with the placements' own content,
 * everything else with 503, to be sent again.
 * @param url null: there is none to hand it on to
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  url: string | null,
  { mostTimes = 1, body }: ForwardOptions = {},
): void {
  const isDecision = isDecideRequest(request);
  const read: Buffer[] = body === undefined ? [] : [body];
  if (isDecision && body === undefined) request.on("data", (chunk: Buffer) => read.push(chunk));

  function giveUp(why: string): void {
    if (response.headersSent) response.destroy();
    else if (!isDecision) refuse(request, response, why);
    else if (request.complete) answerWithoutWriter(request, response, Buffer.concat(read), why);
    else request.once("end", () => answerWithoutWriter(request, response, Buffer.concat(read), why));
  }

  if (url === null || timesHandedOn(request) >= mostTimes) giveUp("no node of the cluster is ready for this yet");
  else handOn(request, response, { to: new URL(url), quietMs: isDecision ? decideMs : quietMs, giveUp, body });
}

export function isDecideRequest({ method, url }: IncomingMessage): boolean {
  return method === "POST" && /^\/v1\/decide\/?(\?|$)/.test(url ?? "");
}

interface Handing {
  to: URL;
  quietMs: number;
  giveUp: (why: string) => void;
  body: Buffer | undefined;
}

function handOn(request: IncomingMessage, response: ServerResponse, { to, quietMs, giveUp, body }: Handing): void {
  const handedOn = ask(
    {
      host: to.hostname,
      port: to.port,
      method: request.method,
      path: request.url,
      headers: {
        ...request.headers,
        [forwardedHeader]: String(timesHandedOn(request) + 1),
        "x-forwarded-for": forwardedFor(request),
      },
      timeout: quietMs,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    },
  );
  handedOn.on("timeout", () => handedOn.destroy(new Error("the other node does not answer")));
  handedOn.on("error", () => giveUp("the other node does not answer"));
  response.on("close", () => handedOn.destroy());
  if (body === undefined) request.pipe(handedOn);
  else handedOn.end(body);
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
